import { serve } from "@hono/node-server"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { createMeter } from "@tallyhour/core"
import { Hono } from "hono"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import {
  orderIn,
  type RunningShop,
  shopCatalogue,
  shopRegistration,
  type ShopSettings,
  shopWebhook,
  welcomeFor
} from "./Shop.ts"
import { placeOrder } from "./withPg.ts"

/** Serves the shop from Hono, with a worker beside it. */
export const serveWithHono = async (settings: ShopSettings): Promise<RunningShop> => {
  const { pool } = settings
  const { accountOf } = settings.sessions
  const meter = createMeter({ ...settings, catalogue: shopCatalogue, store: postgresStore(pool) })
  await meter.migrate()
  const registration = shopRegistration(settings)
  const webhook = shopWebhook(settings, meter.follow)
  // #region with-hono
  const app = new Hono()
  app.post("/register", (context) => registration.handle(context.req.raw))
  app.get("/welcome", (context) => {
    const account = accountOf(context.req.header("cookie"))
    return account === undefined ? context.body(null, 401) : context.text(welcomeFor(account))
  })
  app.post("/agreements", (context) => webhook(context.req.raw))
  app.post("/orders", async (context) => {
    const account = accountOf(context.req.header("cookie"))
    if (account === undefined) return context.body(null, 401)
    await placeOrder(pool, meter, orderIn(await context.req.json(), account, settings))
    return context.body(null, 201)
  })
  const worker = meter.startWorker()
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 })
  const stop = async () => {
    await new Promise((resolve) => server.close(resolve))
    await worker.stop()
    await Promise.all([registration.close(), meter.close()])
  }
  // #endregion
  await once(server, "listening")
  return { port: (server.address() as AddressInfo).port, stop }
}
