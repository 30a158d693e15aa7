import { setTimeout as sleep } from "node:timers/promises"
import { awsCustomerResolution, awsTransport } from "@tallyhour/adapter-aws"
import { type EmulatorServerOptions, startEmulator } from "@tallyhour/adapter-memory"
import { DateTime } from "effect"
import type pg from "pg"
import { canaries, canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { cookieSessions } from "../src/examples/cookieSessions.ts"
import type { RunningShop, ShopSettings } from "../src/examples/Shop.ts"
import { virtualTime } from "../src/VirtualTime.ts"

const productCode = "4ml54db8vrmjuykaw1psroool"
const buyer = "333333333333"
const licenseArn = "arn:aws:license-manager::294406891311:license:l-0123456789abcdef0123456789abcdef"
const eventSecret = canaries.webhookSecret

/** A shop on the real AWS SDK, with a buyer that has just subscribed, in the middle of an hour. */
export const openShopScene = async (
  pool: pg.Pool,
  serve: (settings: ShopSettings) => Promise<RunningShop>,
  options: EmulatorServerOptions = {}
) => {
  const aws = await startEmulator(options)
  const time = virtualTime(aws.emulator, "2026-03-10T11:20:00Z")
  const control = (name: string, body: object) => Object(aws.emulator.control(name, body).body)
  const bought = { account_id: buyer, license_arn: licenseArn, product_code: productCode }
  control("seed_product", { code: productCode, dimensions: ["orders"], kind: "saas" })
  control("seed_customer", bought)
  const caller = {
    credentials: canaryCredentials,
    endpoint: aws.url
  }
  const said: Array<string> = []
  const settings: ShopSettings = {
    customers: awsCustomerResolution({ ...caller, region: "us-east-1" }),
    eventSecret,
    log: (level, message) => void said.push(`${level} ${message}`),
    now: time.now,
    pool,
    sessions: cookieSessions(canaries.cookieSecret, time.now),
    transport: awsTransport(caller)
  }
  let shop = await serve(settings)
  let session = ""
  const post = (path: string, body: URLSearchParams | string, headers: Readonly<Record<string, string>>) =>
    fetch(`http://127.0.0.1:${shop.port}${path}`, { body, headers, method: "POST", redirect: "manual" })
  return {
    /** What AWS has taken, once it has taken anything. */
    accepted: async () => {
      while (aws.emulator.accepted().length === 0) await sleep(10)
      return aws.emulator.accepted()
    },
    aws,
    close: async () => {
      await shop.stop()
      await aws.close()
    },
    /** Orders as whoever is signed in, or by another cookie. */
    order: (order: object, { cookie = session }: { readonly cookie?: string } = {}) =>
      post("/orders", JSON.stringify(order), { "content-type": "application/json", cookie }),
    passTo: (instant: string) => time.set(DateTime.makeUnsafe(instant)),
    /** Posts the form with which AWS Marketplace sends a buyer; the session that begins is kept, as by its browser. */
    register: async (token: string = control("issue_token", bought).token) => {
      const answer = await post("/register", new URLSearchParams({ "x-amzn-marketplace-token": token }), {})
      session = answer.headers.get("set-cookie")?.split(";")[0] ?? session
      return answer
    },
    /** Stops the shop and serves it again at another time, as when another version is rolled out. */
    restartAt: async (instant: string) => {
      await shop.stop()
      time.set(DateTime.makeUnsafe(instant))
      shop = await serve(settings)
    },
    said,
    session: () => session,
    /** Delivers an event as EventBridge does. */
    tell: (detailType: string, secret = eventSecret) =>
      post(
        "/agreements",
        JSON.stringify({
          detail: { license: { arn: licenseArn } },
          "detail-type": detailType,
          id: "e-1",
          source: "aws.agreement-marketplace",
          time: time.iso()
        }),
        { "content-type": "application/json", "x-tallyhour-secret": secret }
      ),
    /** Opens the page that a buyer is led to. */
    welcome: (cookie = session) => fetch(`http://127.0.0.1:${shop.port}/welcome`, { headers: { cookie } })
  }
}
