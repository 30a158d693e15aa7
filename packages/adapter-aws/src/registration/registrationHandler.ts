import {
  Catalogue,
  type CatalogueInput,
  type Customer,
  type CustomerResolution,
  hostClock,
  hostLogger,
  type MeteringStore,
  onboardBuyer,
  type RegistrationRefused,
  resolveBuyer,
  type SubscriptionConflict,
  type Subscription,
  type TransportError
} from "@tallyhour/core"
import { Effect, Layer, Logger, ManagedRuntime, type Redacted, Result } from "effect"
import { readToken } from "./readToken.ts"
import { registrationPage, type Words } from "./registrationPage.ts"

/** A buyer that has come from AWS Marketplace and is linked to an account. */
export interface RegisteredBuyer {
  readonly account: string
  /** False where it was linked before, as after a reload. */
  readonly isNew: boolean
  readonly subscription: Subscription
}

/** What a registration needs of its host. */
export interface RegistrationOptions {
  readonly catalogue: CatalogueInput
  /** How AWS is asked: `awsCustomerResolution()`, or `memoryCustomerResolution(emulator)` in tests. */
  readonly customers: Layer.Layer<CustomerResolution>
  readonly store: Pick<MeteringStore<never>, "layer">
  /**
   * Says which account of the host the buyer belongs to, and makes one if need be; or answers the buyer itself, to have it sign
   * in first. The same buyer must get the same account each time. Keep the customer, never the request's body: it holds the token.
   */
  readonly accountFor: (customer: Customer, request: Request) => Promise<Response | string>
  /** Where the buyer goes on, or what it is answered; a page that says it is done where absent. */
  readonly welcome?: (buyer: RegisteredBuyer) => Response
  /** Hears what happens; the console does where absent. */
  readonly log?: (level: string, message: string) => unknown
  /** The time in epoch milliseconds, for tests; the system's when absent. */
  readonly now?: () => number
  /** The region that the buyer's usage is metered in, for ever; us-east-1 where absent. */
  readonly region?: string
}

/** Serves the registration URL of a listing. */
export interface RegistrationHandler {
  readonly handle: (request: Request) => Promise<Response>
  readonly close: () => Promise<void>
}

/**
 * Serves the registration URL of a listing: resolves the token of a posted form at once, asks the host for the account, and links the
 * two. Any server that knows Web requests can call it; `registrationListener` is for those of Node.
 *
 * - **Guarantees**: the token is in no log, error, page, cookie, address or table. A license is never linked to two accounts.
 * - **Idempotence**: a reload, a second tab and a second form of the same buyer find the link that is there.
 * - **Errors**: every failure is a page with a fitting status that says what the buyer can do; the cause is logged.
 *
 * **Example** (A buyer from the listing, twice)
 *
 *     import { makeMarketplaceEmulator, memoryCustomerResolution, memoryStore } from "@tallyhour/adapter-memory"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const issued = { product_code: "4ml54db8vrmju", account_id: "111111111111" }
 *     const token = String(Reflect.get(emulator.control("issue_token", issued).body, "token"))
 *     const registration = registrationHandler({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       customers: memoryCustomerResolution(emulator),
 *       store: memoryStore(),
 *       accountFor: async ({ agreement }) => (agreement._tag === "Product" ? `buyer-${agreement.buyer}` : "other"),
 *       welcome: ({ account, isNew }) => new Response(`${account} ${isNew ? "is new" : "was here"}`)
 *     })
 *     const form = () =>
 *       new Request("https://example.com/register", {
 *         method: "POST",
 *         body: new URLSearchParams({ "x-amzn-marketplace-token": token })
 *       })
 *
 *     await (await registration.handle(form())).text() // => "buyer-111111111111 is new"
 *     await (await registration.handle(form())).text() // => "buyer-111111111111 was here"
 *     await registration.close()
 */
export const registrationHandler = (options: RegistrationOptions): RegistrationHandler => {
  const catalogue = Result.getOrThrow(Catalogue.fromInput(options.catalogue))
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(
      Layer.succeed(Catalogue, catalogue),
      options.store.layer,
      options.customers,
      options.log === undefined ? Layer.empty : Logger.layer([hostLogger(options.log)]),
      options.now === undefined ? Layer.empty : hostClock(options.now)
    )
  )
  return {
    handle: async (request) => {
      const token = await readToken(request)
      if (Result.isFailure(token)) {
        const { problem, status } = token.failure
        if (status === 500)
          return runtime.runPromise(Effect.as(Effect.logError(problem), registrationPage(status, ourFault)))
        const allow: Record<string, string> = status === 405 ? { allow: "POST" } : {}
        return registrationPage(
          status,
          { ...comeAgain, text: `${sentence(problem)} ${comeAgain.text}` },
          allow
        )
      }
      return runtime.runPromise(registered(token.success, request, options))
    },
    close: () => runtime.dispose()
  }
}

const registered = (token: Redacted.Redacted, request: Request, options: RegistrationOptions) =>
  Effect.gen(function* () {
    const customer = yield* resolveBuyer(token)
    const account = yield* Effect.promise(() => options.accountFor(customer, request))
    if (typeof account !== "string") return account
    const { region = "us-east-1" } = options
    const { isNew, subscription } = yield* onboardBuyer({ account, customer, region })
    yield* Effect.logInfo(
      `Account ${JSON.stringify(account)} is linked to product ${JSON.stringify(customer.productCode)}.`
    )
    return options.welcome?.({ account, isNew, subscription }) ?? registrationPage(200, done)
  }).pipe(
    Effect.catchTags({
      RegistrationRefused: (error) => Effect.as(Effect.logWarning(error.message), refusalPage(error)),
      TransportError: (error) => Effect.as(Effect.logError(error.message), silencePage(error)),
      SubscriptionConflict: (error: SubscriptionConflict) =>
        Effect.as(Effect.logWarning(error.message), registrationPage(409, taken)),
      SubscriptionInvalid: (error) =>
        Effect.as(Effect.logError(error.message), registrationPage(500, ourFault)),
      StoreError: (error) =>
        Effect.as(Effect.logError(error.message), registrationPage(503, soon, retryAfter))
    }),
    // What the host throws is the host's, and its buyer must not see it.
    Effect.catchCause((cause) =>
      Effect.as(Effect.logError("A registration failed.", cause), registrationPage(500, ourFault))
    )
  )

const retryAfter = { "retry-after": "60" }

const refusalPage = ({ code }: RegistrationRefused): Response => {
  switch (code) {
    case "TokenExpired":
      return registrationPage(410, { ...comeAgain, title: "Your registration has expired" })
    case "TokenInvalid":
      return registrationPage(400, comeAgain)
    case "ProductMismatch":
      return registrationPage(400, wrongProduct)
  }
}

const silencePage = ({ reason }: TransportError): Response =>
  reason.isRetryable ? registrationPage(503, soon, retryAfter) : registrationPage(500, ourFault)

const sentence = (problem: string): string => `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`

const comeAgain: Words = {
  title: "Please register from AWS Marketplace",
  text: "Open your subscription in AWS Marketplace and choose Set up your account; that brings you back here."
}
const soon: Words = {
  title: "One moment, please",
  text: "AWS Marketplace cannot be asked right now. Nothing is lost: reload this page in a minute."
}
const taken: Words = {
  title: "This subscription is registered already",
  text: "It belongs to another account, or your account has a subscription of this product already. Sign in with that account, or contact us."
}
const wrongProduct: Words = {
  title: "This is not the right place for your product",
  text: "Your subscription is for a product that is not registered here. Please contact us."
}
const ourFault: Words = {
  title: "Something went wrong on our side",
  text: "Your subscription is safe with AWS Marketplace. Please try again later, or contact us."
}
const done: Words = {
  title: "You are all set",
  text: "Your AWS Marketplace subscription is linked to your account."
}
