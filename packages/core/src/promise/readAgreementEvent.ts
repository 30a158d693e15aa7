import { Result, Schema } from "effect"
import { AgreementEvent } from "../model/AgreementEvent.ts"
import { AgreementEventRefused } from "../model/AgreementEventRefused.ts"

/**
 * Reads what a caller hands in as an agreement event.
 *
 * - **Shape**: total for every JavaScript value: a caller without types may hand in a body that was never read.
 * - **Errors**: `AgreementEventRefused`.
 */
export const readAgreementEvent = (given: unknown): Result.Result<AgreementEvent, AgreementEventRefused> =>
  Result.flatMap(Result.try({ try: () => decode(given), catch: unread }), Result.mapError(unread))

const decode = Schema.decodeUnknownResult(AgreementEvent)

const unread = (): AgreementEventRefused =>
  new AgreementEventRefused({
    code: "Malformed",
    problem: "read it with readEventBridge or readNotification"
  })
