/**
 * How a channel lies in Redis. Three keys, each with the channel's name as a JSON string, which is of well-formed UTF-8
 * whatever the name is:
 *
 *   {prefix}:life:{name}   hash     `epoch`, the name of this life of the log, and `seq`, its newest message
 *   {prefix}:log:{name}    stream   entry `{seq}-0`, with one field: the JSON of [id, type, at, payload]
 *   {prefix}:ids:{name}    sorted set of the ids of the newest messages, by seq
 *
 * and a pub/sub channel `{prefix}:wake:{name}` that says `{epoch} {seq} {entry}`. What is heard there saves a round trip
 * and may be lost; the stream is the truth. Each script is one atomic step, and reads each key before it writes any: a key
 * of a wrong type, or a Redis without memory, fails it before anything is half done. Where one of the three is missing
 * (evicted, deleted, expired, flushed) the log cannot be told whole, so the others go too and a new life begins.
 *
 * Limits: all keys of a script must lie in one Redis, so this is not for a Redis Cluster. A channel nobody spoke on for
 * `idleMs` expires, or for a tenth less: its time is not set anew by each message. Acknowledged means as safe as that
 * Redis is: with `appendfsync always` on its disk, with `everysec` or after a fail-over up to some seconds may be gone.
 * A server that heard what is gone finds out when it reads on, by the id at the place where it stands; one that did not
 * asks for a reader who did (`confirm`). Either makes the log begin a new life, unless as much was said again meanwhile to
 * where only a reader stands: what it heard is then another message than the log's, and nothing tells.
 */
const LIVING = `
local function living(newEpoch, idleMs)
  local life = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
  local length = redis.call('XLEN', KEYS[2])
  local ids = redis.call('ZCARD', KEYS[3])
  local epoch, seq = life[1], tonumber(life[2] or '0')
  if epoch and (seq > 0) == (length > 0) and (seq > 0) == (ids > 0) then return epoch, seq end
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
  redis.call('HSET', KEYS[1], 'epoch', newEpoch, 'seq', 0)
  redis.call('PEXPIRE', KEYS[1], idleMs)
  return newEpoch, 0
end
`;

/** Arguments: new epoch, idleMs, wake, id, entry, keep, how many ids to remember. Returns epoch and seq. */
export const PUBLISH = `${LIVING}
local newEpoch, idleMs, wake, id, entry, keep, ids = unpack(ARGV)
local epoch, seq = living(newEpoch, idleMs)
local known = redis.call('ZSCORE', KEYS[3], id)
if known then return { epoch, string.format('%.0f', tonumber(known)) } end
local now = string.format('%.0f', seq + 1)
redis.call('XADD', KEYS[2], 'MAXLEN', keep, now .. '-0', 'entry', entry)
redis.call('ZADD', KEYS[3], now, id)
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%.0f', seq + 1 - ids))
redis.call('HSET', KEYS[1], 'seq', now)
if seq == 0 or redis.call('PTTL', KEYS[1]) < idleMs * 0.9 then
  for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], idleMs) end
end
redis.call('PUBLISH', wake, epoch .. ' ' .. now .. ' ' .. entry)
return { epoch, now }
`;

/**
 * Arguments: new epoch, idleMs, the epoch and seq of who reads, and how many entries at most. Returns epoch, seq, and the
 * entries from that seq on, itself included; of another epoch, from the oldest.
 */
export const READ = `${LIVING}
local newEpoch, idleMs, myEpoch, mySeq, count = unpack(ARGV)
local epoch, seq = living(newEpoch, idleMs)
local from = '-'
if epoch == myEpoch then from = mySeq .. '-0' end
local entries = {}
for i, found in ipairs(redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', count)) do
  entries[i] = { string.match(found[1], '^%d+'), found[2][2] }
end
return { epoch, string.format('%.0f', seq), entries }
`;

/** Arguments: new epoch, wake, and the epoch that is not to be trusted any more: somebody heard what is not in it. */
export const RENEW = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[1] .. ' 0 ')
return 1
`;
