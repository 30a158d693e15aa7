import type { Duration } from "effect"

/**
 * What becomes of a container that cannot be registered.
 *
 * - `"stop"`: it ends; the choice that AWS asks of sellers.
 * - `"continue"`: it runs, registered or not, and goes on asking.
 * - `graceFor`: it runs for that long and goes on asking, while there may still be a better answer: AWS is silent, throttles,
 *   or lacks a permission. A definite no, such as `CustomerNotEntitledException` or a false signature, ends it at once.
 *   A restart begins another grace.
 */
export type FailurePolicy = "stop" | "continue" | { readonly graceFor: Duration.Duration }

/** What a container is registered with. */
export interface RegistrationOptions {
  readonly productCode: string
  /** The version that AWS Marketplace shows beside the public key. */
  readonly publicKeyVersion: number
  /** The public key of that version in PEM, as AWS Marketplace shows it for the product. */
  readonly publicKey: string
  readonly onFailure: FailurePolicy
  /** How long the start of the container waits while AWS throttles or is silent; two minutes if absent. */
  readonly retryFor?: Duration.Duration
}
