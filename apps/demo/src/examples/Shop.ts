import { agreementWebhook, type RegistrationHandler, registrationHandler } from "@tallyhour/adapter-aws"
import { postgresStore } from "@tallyhour/adapter-postgres"
import type { CatalogueInput, CustomerResolution, UsageTransport } from "@tallyhour/core"
import { DateTime, type Layer, Schema } from "effect"
import type pg from "pg"
import { newAccountFor } from "./registration.ts"

/** What a host is started with. In production: `awsCustomerResolution()`, `awsTransport()` and the system's time. */
export interface ShopSettings {
  readonly customers: Layer.Layer<CustomerResolution>
  /** What the connection of the EventBridge API destination sends in `x-tallyhour-secret`. */
  readonly eventSecret: string
  /** Hears what happens. */
  readonly log: (level: string, message: string) => void
  /** The time in epoch milliseconds. */
  readonly now: () => number
  readonly pool: pg.Pool
  readonly transport: Layer.Layer<UsageTransport>
}

/** A host that serves: buyers at `/register`, AWS's events at `/agreements`, orders at `/orders`. */
export interface RunningShop {
  readonly port: number
  /** Stops when the requests under way are answered and the batch on the wire is settled. */
  readonly stop: () => Promise<void>
}

/** What the shop sells on AWS Marketplace. */
export const shopCatalogue: CatalogueInput = {
  products: [{ code: "4ml54db8vrmjuykaw1psroool", meters: [{ name: "orders" }] }]
}

/** The registration URL of the shop. */
export const shopRegistration = ({ customers, log, now, pool }: ShopSettings): RegistrationHandler =>
  registrationHandler({
    accountFor: async ({ agreement }) => newAccountFor(agreement),
    catalogue: shopCatalogue,
    customers,
    log,
    now,
    store: postgresStore(pool),
    welcome: ({ account }) =>
      new Response(null, {
        headers: { location: `/welcome?account=${encodeURIComponent(account)}` },
        status: 303
      })
  })

/** Where AWS tells the shop of its buyers' agreements. */
export const shopWebhook = (
  { eventSecret, now }: ShopSettings,
  follow: Parameters<typeof agreementWebhook>[0]["follow"]
): ReturnType<typeof agreementWebhook> =>
  agreementWebhook({ eventBridge: { secrets: [eventSecret] }, follow, now })

/** What a client orders; `id` is the client's own, so that a repetition is known. */
export const Order = Schema.Struct({ account: Schema.NonEmptyString, id: Schema.NonEmptyString })

/** The order in the body of a request, placed now. Throws where it is none. */
export const orderIn = (body: unknown, { now }: Pick<ShopSettings, "now">) => ({
  ...Schema.decodeUnknownSync(Order)(body),
  placedAt: DateTime.toDateUtc(DateTime.makeUnsafe(now()))
})
