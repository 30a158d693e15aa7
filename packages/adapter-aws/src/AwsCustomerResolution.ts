import { type MarketplaceMeteringClient, ResolveCustomerCommand } from "@aws-sdk/client-marketplace-metering"
import { customerFrom, CustomerResolution } from "@tallyhour/core"
import { Effect, Layer, Redacted } from "effect"
import type { AwsClientOptions } from "./AwsClientOptions.ts"
import { AwsTransportInvalid } from "./AwsTransportOptions.ts"
import { clientNames, clientProblems, injectedProblem, unknownOptions } from "./clientProblems.ts"
import { makeClient } from "./makeClient.ts"
import { classifyError } from "./wire/classifyError.ts"
import { sendOnce } from "./wire/sendOnce.ts"

/** How long a buyer waits for AWS at most, in milliseconds; it may send its form again. */
const requestTimeoutDefault = 10_000

/** How the AWS SDK is set up to resolve customers. */
export interface AwsCustomerOptions extends AwsClientOptions {
  /** A client of the caller's own, which is never destroyed. One attempt of it reaches the wire, whatever its `maxAttempts`. */
  readonly client?: MarketplaceMeteringClient
  /** The region that is asked; where absent, that of the SDK's own chain. */
  readonly region?: string
}

/**
 * Asks AWS through the SDK who stands behind a registration token. The credentials need `aws-marketplace:ResolveCustomer`, in the
 * account that publishes the product.
 *
 * - **Guarantees**: one attempt a call, because a buyer waits for it and can send its form again.
 * - **Errors**: throws `AwsTransportInvalid` at once, with every problem of the options.
 *
 * **Example** (Against the emulator; without options it calls AWS)
 *
 *     import { startEmulator } from "@tallyhour/adapter-memory"
 *     import { CustomerResolution } from "@tallyhour/core"
 *
 *     const { close, emulator, url } = await startEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const { body } = emulator.control("issue_token", {
 *       product_code: "4ml54db8vrmju",
 *       account_id: "111111111111"
 *     })
 *     const customers = awsCustomerResolution({
 *       credentials: { accessKeyId: "test", secretAccessKey: "test" },
 *       endpoint: url,
 *       region: "us-east-1"
 *     })
 *     const token = Redacted.make(String(Reflect.get(body, "token")))
 *     const resolved = Effect.flatMap(CustomerResolution, ({ resolve }) => resolve(token))
 *     const customer = await Effect.runPromise(resolved.pipe(Effect.provide(customers)))
 *
 *     customer.agreement // => { _tag: "Product", buyer: "111111111111" }
 *     await close()
 */
export const awsCustomerResolution = (options: AwsCustomerOptions = {}): Layer.Layer<CustomerResolution> => {
  const problems = [
    ...unknownOptions(options, [...clientNames, "region"]),
    ...clientProblems(options),
    ...injectedProblem(options.client),
    ...regionProblem(options.region)
  ]
  if (problems.length > 0) throw new AwsTransportInvalid({ problems })
  return Layer.effect(
    CustomerResolution,
    Effect.acquireRelease(
      Effect.sync(() => options.client ?? makeClient(options, options.region)),
      (client) => Effect.sync(() => (options.client === undefined ? client.destroy() : undefined))
    ).pipe(
      Effect.map((client) => ({
        resolve: (token) =>
          Effect.suspend(() => {
            const command = new ResolveCustomerCommand({ RegistrationToken: Redacted.value(token) })
            return sendOnce(command, (abortSignal) => client.send(command, { abortSignal }), {
              errorOf: (thrown) => classifyError("ResolveCustomer", thrown, [Redacted.value(token)]),
              millis: options.requestTimeout ?? requestTimeoutDefault
            })
          }).pipe(Effect.flatMap((output) => Effect.fromResult(customerFrom(output))))
      }))
    )
  )
}

const regionProblem = (region: unknown): ReadonlyArray<string> =>
  region === undefined || (typeof region === "string" && region !== "")
    ? []
    : ["region is no name of a region; leave it out to use the SDK's own chain"]
