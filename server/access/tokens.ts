import { randomBytes } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { Refusal } from "#protocol/refusal.ts";
import type { IssuedToken, TokenRequest, User } from "#protocol/token.ts";

/** What a token that was read says: who it is, and until when, ms since 1970. */
export interface Pass {
  readonly user: User;
  readonly expiresAt: number;
}

/** Tokens are signed, and kept nowhere: each server that has the secret can read those of the others. RFC 7519 */
export interface Tokens {
  issue(request: TokenRequest): Promise<IssuedToken>;
  refresh(refresh: string): Promise<IssuedToken>;
  /** Throws a `Refusal`: `token-expired`, or `bad-token` for what we never issued. */
  read(token: string): Promise<Pass>;
}

export interface TokensParts {
  /** At least 32 bytes: shorter than its hash a key of HMAC-SHA-256 is weak (RFC 7518 §3.2). */
  readonly secret: Uint8Array;
  readonly now: () => number;
  readonly lifeS: number;
  readonly refreshS: number;
}

const ISSUER = "realtime-ladder";
type Audience = "channels" | "refresh";

const claims = z.object({ sub: z.string(), name: z.string(), exp: z.number(), lifeS: z.number() });

export function createTokens({ secret, now, lifeS, refreshS }: TokensParts): Tokens {
  function sign({ id, name }: User, audience: Audience, forS: number, life: number): Promise<string> {
    const seconds = now() / 1000;
    return new SignJWT({ name, lifeS: life })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(id)
      .setIssuedAt(Math.floor(seconds))
      .setExpirationTime(Math.ceil(seconds + forS))
      .sign(secret);
  }

  async function verify(token: string, audience: Audience) {
    try {
      const options = { algorithms: ["HS256"], issuer: ISSUER, audience, currentDate: new Date(now()) };
      const { payload } = await jwtVerify(token, secret, options);
      const { sub, name, exp, lifeS } = claims.parse(payload);
      return { user: { id: sub, name }, expiresAt: exp * 1000, lifeS };
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new Refusal(
          "token-expired",
          "token: expected one that is still good, got one that has expired",
        );
      throw new Refusal("bad-token", "token: expected one that this server has issued, got another");
    }
  }

  async function issueTo(user: User, life: number): Promise<IssuedToken> {
    return {
      user,
      token: await sign(user, "channels", life, life),
      expiresAt: Math.ceil(now() / 1000 + life) * 1000,
      refresh: await sign(user, "refresh", refreshS, life),
    };
  }

  return {
    issue: ({ name, lifeS: life = lifeS }) =>
      issueTo({ id: `u-${randomBytes(6).toString("hex")}`, name }, life),
    async refresh(refresh) {
      const { user, lifeS: life } = await verify(refresh, "refresh");
      return issueTo(user, life);
    },
    read: (token) => verify(token, "channels"),
  };
}
