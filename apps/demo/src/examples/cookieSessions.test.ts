import { assert, describe, it } from "vitest"
import { cookieSessions } from "./cookieSessions.ts"

const noon = Date.parse("2026-03-10T12:00:00Z")
const sessions = cookieSessions("a secret", () => noon)
const cookieOf = (account: string): string => sessions.cookieFor(account).split(";")[0]!
const cookie = cookieOf("acme")

describe("a session in a cookie", () => {
  it.each(["acme", "aws-333333333333", "a;b=c. d", "Zoë"])("is that of account %j alone", (account) => {
    assert.strictEqual(sessions.accountOf(cookieOf(account)), account)
    assert.strictEqual(sessions.accountOf(`other=1; ${cookieOf(account)}; more=2`), account)
  })

  it("ends after twelve hours", () => {
    const [before, then] = [noon + 43_199_999, noon + 43_200_000].map((now) =>
      cookieSessions("a secret", () => now).accountOf(cookie)
    )

    assert.deepStrictEqual([before, then], ["acme", undefined])
  })

  it("is out of the reach of scripts, of other sites' forms, and of plain connections", () => {
    const attributes = sessions.cookieFor("acme").split("; ").slice(1)

    assert.sameMembers(attributes, ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Lax", "Secure"])
  })

  it.each([
    ["no cookie", undefined],
    ["an empty one", "session="],
    ["that of another secret", cookieSessions("another", () => noon).cookieFor("acme")],
    ["a signature that is cut short", cookie.slice(0, -1)],
    ["another account", cookie.replace(/=[\w-]+/, `=${Buffer.from("bolt").toString("base64url")}`)],
    ["another end", cookie.replace(/\.\d/, ".9")],
    ["a cookie of another name", `x${cookie}`]
  ])("is none with %s", (_, given) => {
    assert.isUndefined(sessions.accountOf(given))
  })
})
