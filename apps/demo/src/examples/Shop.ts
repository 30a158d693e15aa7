import { agreementWebhook, type RegistrationHandler, registrationHandler } from "@tallyhour/adapter-aws"
import { postgresStore } from "@tallyhour/adapter-postgres"
import type { CatalogueInput, CustomerResolution, UsageTransport } from "@tallyhour/core"
import { DateTime, type Layer, Schema } from "effect"
import type pg from "pg"
import type { Sessions } from "./cookieSessions.ts"
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
  /** Who is signed in: `cookieSessions(secret, Date.now)`, or what your own sessions say. */
  readonly sessions: Sessions
  readonly transport: Layer.Layer<UsageTransport>
}

/** A host that serves: buyers at `/register` and `/welcome`, AWS's events at `/agreements`, orders at `/orders`. */
export interface RunningShop {
  readonly port: number
  /** Stops when the requests under way are answered and the batch on the wire is settled. */
  readonly stop: () => Promise<void>
}

/** What the shop sells on AWS Marketplace. */
export const shopCatalogue: CatalogueInput = {
  products: [{ code: "4ml54db8vrmjuykaw1psroool", meters: [{ name: "orders" }] }]
}

/** The registration URL of the shop. AWS has said who the buyer is, so it is signed in. */
export const shopRegistration = ({
  customers,
  log,
  now,
  pool,
  sessions
}: ShopSettings): RegistrationHandler =>
  registrationHandler({
    accountFor: async ({ agreement }) => newAccountFor(agreement),
    catalogue: shopCatalogue,
    customers,
    log,
    now,
    store: postgresStore(pool),
    welcome: ({ account }) =>
      new Response(null, {
        headers: { location: "/welcome", "set-cookie": sessions.cookieFor(account) },
        status: 303
      })
  })

/** Where AWS tells the shop of its buyers' agreements. */
export const shopWebhook = (
  { eventSecret, now }: ShopSettings,
  follow: Parameters<typeof agreementWebhook>[0]["follow"]
): ReturnType<typeof agreementWebhook> =>
  agreementWebhook({ eventBridge: { secrets: [eventSecret] }, follow, now })

/** What a buyer sees who has come from AWS Marketplace. */
export const welcomeFor = (account: string): string => `Welcome, ${account}.`

/** What a client orders; `id` is the client's own, so that a repetition is known. */
export const Order = Schema.Struct({ id: Schema.NonEmptyString })

/** The order in the body of a request, placed now by whoever is signed in: a body says nothing of who pays. Throws where it is none. */
export const orderIn = (body: unknown, account: string, { now }: Pick<ShopSettings, "now">) => ({
  account,
  // Two buyers may count their orders alike.
  id: `${account}/${Schema.decodeUnknownSync(Order)(body).id}`,
  placedAt: DateTime.toDateUtc(DateTime.makeUnsafe(now()))
})
