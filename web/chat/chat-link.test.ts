import { expect, test } from "vitest";
import { DEFAULT_LINK, formatChatLink, parseChatLink } from "./chat-link.ts";

test("an empty link is the lobby by WebSocket", () => {
  expect(parseChatLink("")).toEqual(DEFAULT_LINK);
});

test("a link comes back as it was written, but for the name, which is not for the next one", () => {
  const link = parseChatLink("?room=Caf%C3%A9+%26+co&transport=sse&name=Ada&life=10&theme=dark");
  expect(link).toEqual({ room: "Café & co", transport: "sse", name: "Ada", lifeS: 10, theme: "dark" });
  expect(parseChatLink(`?${formatChatLink(link)}`)).toEqual({ ...link, name: undefined });
});

test.each([
  ["room=", /^room: expected 1 to 64 characters, got ""$/],
  [`room=${"x".repeat(65)}`, /^room: expected 1 to 64 characters/],
  ["transport=pigeon", /^transport: expected short-polling, .* got "pigeon"$/],
  ["name=", /^name: expected 1 to 32 characters, got ""$/],
  ["name=%E2%80%AEevil", /^name: expected a name without control characters/],
  ["life=1", /^life: expected 5 to 3600, got 1$/],
  ["life=soon", /^life: expected 5 to 3600/],
  ["theme=pink", /^theme: expected system, light, dark, projector, got "pink"$/],
  ["rooms=lobby", /^rooms: expected no key but room, transport/],
  ["room=a&room=b", /^room: expected one value/],
])("%s is refused by name", (query, words) => {
  expect(() => parseChatLink(`?${query}`)).toThrow(words);
});
