import { Context, type Duration, type Effect, type Option } from "effect"
import type { MatchedAnswer } from "../model/SubmissionOutcome.ts"
import type { TransportError } from "../model/TransportError.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"

/** That which sends a batch to AWS. */
export class UsageTransport extends Context.Service<
  UsageTransport,
  {
    /**
     * Waits until the service's quota allows one more request to a region.
     *
     * - **Guarantees**: the wait is bounded, and other regions wait for themselves.
     */
    readonly awaitQuota: (region: string) => Effect.Effect<void>

    /**
     * Sends one batch as one request, and reports AWS's word on each record.
     *
     * - **Guarantees**: the request goes to the batch's own region. Every record has exactly one outcome, matched by who and
     *   what it is. The wait for an answer is bounded.
     * - **Idempotence**: the same records give the same request; AWS takes the first quantity of a key and no second.
     * - **Errors**: `TransportError` when there was no word on the records; its reason tells whether AWS may have them.
     */
    readonly submit: (batch: UsageBatch) => Effect.Effect<MatchedAnswer, TransportError>

    /**
     * Says how far AWS's clock is ahead of ours, negative where it is behind; none where no answer tells it.
     *
     * - **Shape**: from an answer of the last minute, or else the service is asked. The wait is bounded.
     * - **Errors**: `TransportError` when it cannot be asked, which says beforehand why nothing can be sent.
     */
    readonly clockSkew: Effect.Effect<Option.Option<Duration.Duration>, TransportError>
  }
>()("@tallyhour/core/UsageTransport") {}
