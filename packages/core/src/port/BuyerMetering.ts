import { Context, type Duration, type Effect, type Option, type Redacted } from "effect"
import type { BuyerReport } from "../model/BuyerReport.ts"
import type { Instant } from "../model/Instant.ts"
import type { SignatureRefused } from "../model/SignatureRefused.ts"
import type { TransportError } from "../model/TransportError.ts"
import type { UsageRegistration } from "../model/UsageRegistration.ts"

/** AWS's answer to a registration, which proves nothing before its signature is verified. */
export interface RegistrationAnswer {
  /** A JSON Web Token; redacted, so that no log shows it. */
  readonly signature: Redacted.Redacted
  /** Since when the version of the public key has expired; absent while it is in force. */
  readonly keyExpiredAt?: Instant
}

/** The metering of software that runs in the account of its buyer: in a container, in a machine image, in a runtime. */
export class BuyerMetering extends Context.Service<
  BuyerMetering,
  {
    /**
     * Reports one dimension of one hour, and returns the id of AWS's record.
     *
     * - **Guarantees**: one request; it goes to the region that the software runs in. The wait for an answer is bounded. An
     *   answer without an id is no acceptance.
     * - **Idempotence**: the same report again is the same record. Another quantity for its hour, or for its token, is
     *   refused, and the first stands.
     * - **Errors**: `TransportError`; its reason tells whether AWS may have the report.
     */
    readonly meterUsage: (report: BuyerReport) => Effect.Effect<string, TransportError>

    /**
     * Asks whether a report would be taken, and meters nothing.
     *
     * - **Errors**: `TransportError` with what a report would be refused for.
     */
    readonly dryRun: (report: BuyerReport) => Effect.Effect<void, TransportError>

    /**
     * Tells AWS that a container has started, which begins its metering by the hour where the price is by the hour.
     *
     * - **Idempotence**: may be repeated; AWS looks at the entitlement until the first call has succeeded.
     * - **Errors**: `TransportError`; no answer, an answer without a signature, or a refusal by name.
     */
    readonly registerUsage: (
      registration: UsageRegistration
    ) => Effect.Effect<RegistrationAnswer, TransportError>

    /**
     * Verifies a signature by the public key of the product, in PEM, and returns its claims.
     *
     * - **Guarantees**: PS256 and nothing else, whatever the signature itself says of its algorithm.
     * - **Errors**: `SignatureRefused`, for a key that cannot be read as well.
     */
    readonly claimsOf: (
      signature: Redacted.Redacted,
      publicKey: string
    ) => Effect.Effect<Readonly<Record<string, unknown>>, SignatureRefused>

    /**
     * Says how far AWS's clock is ahead of ours, negative where it is behind; none where no answer tells it.
     *
     * - **Shape**: from an answer of the last minute, or else the service is asked. The wait is bounded.
     * - **Errors**: `TransportError` when it cannot be asked, which says beforehand why nothing can be sent.
     */
    readonly clockSkew: Effect.Effect<Option.Option<Duration.Duration>, TransportError>
  }
>()("@tallyhour/core/BuyerMetering") {}
