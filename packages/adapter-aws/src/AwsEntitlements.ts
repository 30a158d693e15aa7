import {
  GetEntitlementsCommand,
  MarketplaceEntitlementServiceClient
} from "@aws-sdk/client-marketplace-entitlement-service"
import {
  Entitlements,
  type EntitlementsAnswer,
  type EntitlementsRequest,
  readEntitlements
} from "@tallyhour/core"
import { Effect, Layer } from "effect"
import type { AwsClientOptions } from "./AwsClientOptions.ts"
import { AwsTransportInvalid } from "./AwsTransportOptions.ts"
import { clientConfig } from "./clientConfig.ts"
import { clientNames, clientProblems, unknownOptions } from "./clientProblems.ts"
import { classifyError } from "./wire/classifyError.ts"
import { sendOnce } from "./wire/sendOnce.ts"

/** How long AWS may take for a page, in milliseconds: somebody waits for it. */
const requestTimeoutDefault = 10_000

/** The one region of the partition of most sellers that has the entitlement service, wherever they meter. */
const regionDefault = "us-east-1"

/** How the AWS SDK is set up to ask for entitlements; a page may take ten seconds where `requestTimeout` is absent. */
export interface AwsEntitlementsOptions extends AwsClientOptions {
  /** The region that is asked; `us-east-1` where absent. */
  readonly region?: string
}

const names = [...clientNames.filter((name) => name !== "client"), "region"]

/**
 * Asks AWS through the SDK what buyers have bought by contract. The credentials need `aws-marketplace:GetEntitlements`, in the
 * account that publishes the product.
 *
 * - **Guarantees**: one attempt a page, because somebody waits for it and can ask again. Nothing is kept: give it to
 *   `cachedEntitlements` or `createEntitlements`.
 * - **Errors**: throws `AwsTransportInvalid` at once, with every problem of the options.
 *
 * **Example** (Against the emulator; without options it calls AWS)
 *
 *     import { startEmulator } from "@tallyhour/adapter-memory"
 *     import { Entitlements } from "@tallyhour/core"
 *
 *     const { close, emulator, url } = await startEmulator()
 *     const buyer = { product_code: "4ml54db8vrmju", account_id: "111111111111" }
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["seats"], kind: "saas" })
 *     emulator.control("seed_customer", buyer)
 *     emulator.control("seed_entitlement", { ...buyer, dimension: "seats", value: 10 })
 *     const credentials = { accessKeyId: "test", secretAccessKey: "test" }
 *     const agreement = { _tag: "Product", buyer: "111111111111" } as const
 *     const program = Effect.flatMap(Entitlements, ({ entitlementsOf }) =>
 *       entitlementsOf({ productCode: "4ml54db8vrmju", agreement })
 *     )
 *     const here = awsEntitlements({ credentials, endpoint: url })
 *     const bought = await Effect.runPromise(program.pipe(Effect.provide(here)))
 *
 *     bought.map(({ dimension, value }) => [dimension, value._tag]) // => [["seats", "Quantity"]]
 *     await close()
 */
export const awsEntitlements = (options: AwsEntitlementsOptions = {}): Layer.Layer<Entitlements> => {
  const problems = [...unknownOptions(options, names), ...clientProblems(options)]
  if (problems.length > 0) throw new AwsTransportInvalid({ problems })
  return Layer.effect(
    Entitlements,
    Effect.acquireRelease(
      Effect.sync(() => clientOf(options)),
      (client) => Effect.sync(() => client.destroy())
    ).pipe(
      Effect.map((client) => ({
        entitlementsOf: (query) => readEntitlements(query, (request) => page(client, request, options))
      }))
    )
  )
}

const clientOf = ({ region = regionDefault, ...options }: AwsEntitlementsOptions) =>
  new MarketplaceEntitlementServiceClient({ ...clientConfig(options), region })

const page = (
  client: MarketplaceEntitlementServiceClient,
  { Filter, ...request }: EntitlementsRequest,
  { requestTimeout = requestTimeoutDefault }: AwsEntitlementsOptions
) => {
  const command = new GetEntitlementsCommand({ ...request, Filter: inSdkTypes(Filter) })
  return Effect.map(
    sendOnce(command, (abortSignal) => client.send(command, { abortSignal }), {
      errorOf: (thrown) => classifyError("GetEntitlements", thrown),
      millis: requestTimeout
    }),
    answerOf
  )
}

// The SDK's lists may be written to.
const inSdkTypes = (filter: EntitlementsRequest["Filter"]): Record<string, Array<string>> =>
  Object.fromEntries(Object.entries(filter).map(([name, values]) => [name, [...values]]))

// The SDK's types are AWS's promise; what is of another kind goes on as it is, to whoever refuses it.
const answerOf = ({ Entitlements: rows, NextToken }: EntitlementsAnswer): EntitlementsAnswer => ({
  NextToken,
  Entitlements: Array.isArray(rows) ? rows.map(inEpochSeconds) : rows
})

const inEpochSeconds = (row: unknown): unknown =>
  typeof row === "object" && row !== null && "ExpirationDate" in row && row.ExpirationDate instanceof Date
    ? { ...row, ExpirationDate: row.ExpirationDate.getTime() / 1000 }
    : row
