import { registrationListener } from "@tallyhour/adapter-aws"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { createMeter } from "@tallyhour/core"
import express from "express"
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

/** Serves the shop from Express, with a worker beside it. */
export const serveWithExpress = async (settings: ShopSettings): Promise<RunningShop> => {
  const { pool } = settings
  const { accountOf } = settings.sessions
  const meter = createMeter({ ...settings, catalogue: shopCatalogue, store: postgresStore(pool) })
  await meter.migrate()
  const registration = shopRegistration(settings)
  // #region with-express
  const app = express()
  app.post("/register", registrationListener(registration))
  app.get("/welcome", (request, response) => {
    const account = accountOf(request.headers.cookie)
    if (account === undefined) response.sendStatus(401)
    else response.type("text").send(welcomeFor(account))
  })
  app.post("/agreements", registrationListener({ handle: shopWebhook(settings, meter.follow) }))
  app.post("/orders", express.json(), async (request, response) => {
    const account = accountOf(request.headers.cookie)
    if (account !== undefined) await placeOrder(pool, meter, orderIn(request.body, account, settings))
    response.sendStatus(account === undefined ? 401 : 201)
  })
  const worker = meter.startWorker()
  const server = app.listen(0, "127.0.0.1")
  const stop = async () => {
    await new Promise((resolve) => server.close(resolve))
    await worker.stop()
    await Promise.all([registration.close(), meter.close()])
  }
  // #endregion
  await once(server, "listening")
  return { port: (server.address() as AddressInfo).port, stop }
}
