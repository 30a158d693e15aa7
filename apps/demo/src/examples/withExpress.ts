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
  shopWebhook
} from "./Shop.ts"
import { placeOrder } from "./withPg.ts"

/** Serves the shop from Express, with a worker beside it. */
export const serveWithExpress = async (settings: ShopSettings): Promise<RunningShop> => {
  const { pool } = settings
  const meter = createMeter({ ...settings, catalogue: shopCatalogue, store: postgresStore(pool) })
  await meter.migrate()
  const registration = shopRegistration(settings)
  // #region with-express
  const app = express()
  app.post("/register", registrationListener(registration))
  app.post("/agreements", registrationListener({ handle: shopWebhook(settings, meter.follow) }))
  app.post("/orders", express.json(), async (request, response) => {
    await placeOrder(pool, meter, orderIn(request.body, settings))
    response.sendStatus(201)
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
