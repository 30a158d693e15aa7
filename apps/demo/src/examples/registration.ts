import { registrationHandler, registrationListener } from "@tallyhour/adapter-aws"
import { postgresStore } from "@tallyhour/adapter-postgres"
import type { Customer, CustomerResolution } from "@tallyhour/core"
import type { Layer } from "effect"
import { createServer, type Server } from "node:http"
import type pg from "pg"

/** Serves the registration URL of a listing from Node's own server. */
export const serveRegistration = (
  pool: pg.Pool,
  customers: Layer.Layer<CustomerResolution>,
  accountOfSession: (request: Request) => Promise<string | undefined>
): Server => {
  // #region registration
  const registration = registrationHandler({
    catalogue: { products: [{ code: "4ml54db8vrmjuykaw1psroool", meters: [{ name: "orders" }] }] },
    customers,
    store: postgresStore(pool),
    accountFor: async (customer, request) =>
      (await accountOfSession(request)) ?? newAccountFor(customer.agreement),
    welcome: ({ account }) =>
      new Response(null, {
        headers: { location: `/welcome?account=${encodeURIComponent(account)}` },
        status: 303
      })
  })
  const server = createServer(registrationListener(registration))
  // #endregion
  server.once("close", () => void registration.close())
  return server
}

/** The account of a buyer that nobody knows yet: the same for the same agreement, or a reload would make another. */
export const newAccountFor = (agreement: Customer["agreement"]): string =>
  agreement._tag === "Legacy" ? `aws-${agreement.customerIdentifier}` : `aws-${agreement.buyer}`
