import { ResolveCustomerCommand } from "@aws-sdk/client-marketplace-metering"
import { customerFrom, CustomerResolution } from "@tallyhour/core"
import { Effect, Layer, Redacted } from "effect"
import {
  AwsTransportInvalid,
  type AwsTransportOptions,
  callerNames,
  optionProblems
} from "./AwsTransportOptions.ts"
import { bounded } from "./wire/bounded.ts"
import { classifyError } from "./wire/classifyError.ts"
import { meteringClient } from "./wire/meteringClient.ts"

/** How long a buyer waits for AWS at most, in milliseconds; it may send its form again. */
const requestTimeoutDefault = 10_000

/** How the AWS SDK is set up to resolve customers. */
export interface AwsCustomerOptions extends Omit<AwsTransportOptions, "requestsPerSecond"> {
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
  const problems = optionProblems(options, callerNames)
  if (problems.length > 0) throw new AwsTransportInvalid({ problems })
  return Layer.effect(
    CustomerResolution,
    Effect.acquireRelease(
      Effect.sync(() => meteringClient(options)),
      (client) => Effect.sync(() => client.destroy())
    ).pipe(
      Effect.map((client) => ({
        resolve: (token) =>
          Effect.tryPromise({
            try: (interrupted) =>
              client.send(new ResolveCustomerCommand({ RegistrationToken: Redacted.value(token) }), {
                abortSignal: bounded(interrupted, options.requestTimeout ?? requestTimeoutDefault)
              }),
            catch: (thrown) => classifyError("ResolveCustomer", thrown)
          }).pipe(Effect.flatMap((output) => Effect.fromResult(customerFrom(output))))
      }))
    )
  )
}
