import type { AcceptedRecord } from "../../src/marketplace/AcceptedRecord.ts"
import type { MarketplaceEmulator } from "../../src/marketplace/MarketplaceEmulator.ts"
import type { Answered, JsonObject, ServiceAnswer } from "../../src/marketplace/ServiceAnswer.ts"

/** An emulator with one thing wrong, and what the check of histories says about it. */
export interface EmulatorMutant {
  readonly breaks: string
  readonly broken: (honest: MarketplaceEmulator) => MarketplaceEmulator
  readonly mistake: string
}

/** Emulators that are broken in the ways that would cost a user the truth. */
export const emulatorMutants: ReadonlyArray<EmulatorMutant> = [
  {
    breaks: "what stood in the ledger stands",
    broken: (honest) => ({
      ...honest,
      accepted: () => {
        const ledger = honest.accepted()
        const last = ledger.at(-1)
        return ledger.map((record) => (last === undefined ? record : { ...record, quantity: last.quantity }))
      }
    }),
    mistake: "the latest quantity replaces the first"
  },
  {
    breaks: "one quantity stands for a key",
    broken: (honest) => withLedger(honest, (ledger) => ledger.flatMap((record) => [record, record])),
    mistake: "every record is kept twice"
  },
  {
    breaks: "what is accepted is kept once",
    broken: (honest) => withLedger(honest, (ledger) => ledger.filter(({ quantity }) => quantity > 0)),
    mistake: "a record of zero is told as accepted and not kept"
  },
  {
    breaks: "a request that failed leaves no trace",
    broken: (honest) =>
      withAnswers(honest, (answer) =>
        answer.errorType === undefined && listOf(answer, "Results").length > 3
          ? {
              ...answer,
              body: { __type: "ThrottlingException" },
              errorType: "ThrottlingException",
              status: 400
            }
          : answer
      ),
    mistake: "a call that is refused has done its work"
  },
  {
    breaks: "each record is in one of the two lists",
    broken: (honest) =>
      withAnswers(honest, (answer) =>
        listOf(answer, "UnprocessedRecords").length > 0
          ? { ...answer, body: { ...answer.body, UnprocessedRecords: [] } }
          : answer
      ),
    mistake: "records that are not processed are not told"
  },
  {
    breaks: "what is kept has been told as accepted",
    broken: (honest) =>
      withAnswers(honest, (answer) => ({
        ...answer,
        body: {
          ...answer.body,
          ...("Results" in answer.body && {
            Results: listOf(answer, "Results").map((result) => ({ ...result, Status: "DuplicateRecord" }))
          })
        }
      })),
    mistake: "an accepted record is told as a duplicate"
  },
  {
    breaks: "AssertionError",
    broken: (honest) => {
      made += 1
      const mine = made
      return withAnswers(honest, (answer) => ({ ...answer, requestId: `${answer.requestId} of ${mine}` }))
    },
    mistake: "ids depend on how many emulators there were before"
  }
]

let made = 0

const withLedger = (
  honest: MarketplaceEmulator,
  change: (ledger: ReadonlyArray<AcceptedRecord>) => ReadonlyArray<AcceptedRecord>
): MarketplaceEmulator => ({ ...honest, accepted: () => change(honest.accepted()) })

const withAnswers = (
  honest: MarketplaceEmulator,
  change: (answer: Answered) => Answered
): MarketplaceEmulator => ({
  ...honest,
  call: (call): ServiceAnswer => {
    const answer = honest.call(call)
    return answer._tag === "Answered" ? change(answer) : answer
  }
})

const listOf = ({ body }: Answered, name: string): ReadonlyArray<JsonObject> =>
  (body[name] ?? []) as ReadonlyArray<JsonObject>
