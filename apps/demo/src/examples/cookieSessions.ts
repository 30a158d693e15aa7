import { createHmac, timingSafeEqual } from "node:crypto"

/** How a shop knows who is signed in. Your own sessions, wherever they are kept, take its place. */
export interface Sessions {
  /** The account that the cookies of a request are signed in as; absent where nobody is. */
  readonly accountOf: (cookies: string | null | undefined) => string | undefined
  /** What `set-cookie` says to sign an account in. */
  readonly cookieFor: (account: string) => string
}

/** How long a session lasts, in seconds. */
const secondsMax = 12 * 60 * 60

/** Keeps sessions in signed cookies; `now` in epoch milliseconds. */
export const cookieSessions = (secret: string, now: () => number): Sessions => {
  const signature = (text: string): Buffer => createHmac("sha256", secret).update(text).digest()
  return {
    accountOf: (cookies) => {
      const [, session, account, until, signed] =
        /(?:^|;\s*)session=(([\w-]+)\.(\d+))\.([\w-]+)(?:;|$)/.exec(cookies ?? "") ?? []
      if (session === undefined || account === undefined || signed === undefined) return undefined
      const [given, right] = [Buffer.from(signed, "base64url"), signature(session)]
      // A comparison that ends at the first difference would tell how much of a guess is right.
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
      return now() < Number(until) ? Buffer.from(account, "base64url").toString() : undefined
    },
    cookieFor: (account) => {
      const session = `${Buffer.from(account).toString("base64url")}.${now() + secondsMax * 1_000}`
      const signed = signature(session).toString("base64url")
      return `session=${session}.${signed}; HttpOnly; Max-Age=${secondsMax}; Path=/; SameSite=Lax; Secure`
    }
  }
}
