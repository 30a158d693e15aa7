import {
  type LeasedRecord,
  MeteringHour,
  RequestRefused,
  SubmissionOutcome,
  Throttled,
  TransportError,
  Unanswered,
  type UsageBatch,
  UsageRecord,
  type UsageTransport
} from "@tallyhour/core"
import { Duration, Effect } from "effect"

type Transport = UsageTransport["Service"]

/** A transport with one thing wrong, and the laws that must see it. */
export interface TransportMutant {
  readonly mistake: string
  readonly breaks: ReadonlyArray<string>
  readonly transport: (honest: Transport) => Transport
}

/** Transports with one thing wrong. */
export const transportMutants: ReadonlyArray<TransportMutant> = [
  {
    mistake: "stamps records with the hour in which they are sent",
    breaks: ["an accepted record is billed, in each form of identity"],
    transport: sending((record) =>
      UsageRecord.make({ ...record, timestamp: MeteringHour.start(MeteringHour.plus(record.hour, 1)) })
    )
  },
  {
    mistake: "names no record ids",
    breaks: [
      "a full batch has an outcome for every record",
      "allocations reach AWS, and each answer is matched to its record",
      "an accepted record is billed, in each form of identity"
    ],
    transport: hearing((outcome) => (outcome._tag === "Accepted" ? accepted("0") : outcome))
  },
  {
    mistake: "makes up a record id for what is sent again",
    breaks: [
      "a request sent again is accepted again and billed once",
      "allocations reach AWS, and each answer is matched to its record"
    ],
    transport: (honest) => {
      const sent = new Set<string>()
      return hearing((outcome, { record }) => {
        const isRepeated = sent.has(record.dedupKey)
        sent.add(record.dedupKey)
        return outcome._tag === "Accepted" && isRepeated ? accepted(`again ${sent.size}`) : outcome
      })(honest)
    }
  },
  {
    mistake: "sends a retry to another region",
    breaks: [
      "a lost answer leaves open whether AWS has the records",
      "a request sent again is accepted again and billed once",
      "allocations reach AWS, and each answer is matched to its record",
      "another quantity for one key is a duplicate, and the first stands",
      "each record has its own outcome, whatever became of its neighbours"
    ],
    transport: ({ submit, ...rest }) => {
      const sent = new Set<string>()
      return {
        ...rest,
        submit: (batch) => {
          const isRepeated = batch.records.some(({ record }) => sent.has(record.dedupKey))
          for (const { record } of batch.records) sent.add(record.dedupKey)
          return submit(isRepeated ? { ...batch, region: "eu-west-1" } : batch)
        }
      }
    }
  },
  {
    mistake: "takes a duplicate for an acceptance",
    breaks: [
      "another quantity for one key is a duplicate, and the first stands",
      "each record has its own outcome, whatever became of its neighbours"
    ],
    transport: hearing((outcome) => (outcome._tag === "Duplicate" ? accepted("unknown") : outcome))
  },
  {
    mistake: "takes HTTP 200 for an acceptance of all",
    breaks: [
      "another quantity for one key is a duplicate, and the first stands",
      "each record has its own outcome, whatever became of its neighbours",
      "unprocessed records are said to be that"
    ],
    transport: hearing((outcome) => (outcome._tag === "Accepted" ? outcome : accepted("unknown")))
  },
  {
    mistake: "matches outcomes by position in an answer of another order",
    breaks: [
      "a full batch has an outcome for every record",
      "allocations reach AWS, and each answer is matched to its record",
      "each record has its own outcome, whatever became of its neighbours"
    ],
    transport: ({ submit, ...rest }) => ({
      ...rest,
      submit: (batch) =>
        Effect.map(submit(batch), ({ foreign, outcomes }) => ({
          foreign,
          outcomes: outcomes.map(({ leased }, i) => ({ leased, outcome: outcomes.at(i - 1)!.outcome }))
        }))
    })
  },
  {
    mistake: "gives all records of a request the id of the first",
    breaks: [
      "a full batch has an outcome for every record",
      "allocations reach AWS, and each answer is matched to its record"
    ],
    transport: ({ submit, ...rest }) => ({
      ...rest,
      submit: (batch) =>
        Effect.map(submit(batch), ({ foreign, outcomes }) => {
          const first = outcomes.find(({ outcome }) => outcome._tag === "Accepted")?.outcome
          return {
            foreign,
            outcomes: outcomes.map(({ leased, outcome }) => ({
              leased,
              outcome: outcome._tag === "Accepted" ? (first ?? outcome) : outcome
            }))
          }
        })
    })
  },
  {
    mistake: "sends no allocations",
    breaks: ["allocations reach AWS, and each answer is matched to its record"],
    transport: sending((record) => UsageRecord.make({ ...record, allocations: [] }))
  },
  {
    mistake: "leaves out the allocation without tags",
    breaks: ["allocations reach AWS, and each answer is matched to its record"],
    transport: sending((record) =>
      UsageRecord.make({ ...record, allocations: record.allocations.filter(({ tags }) => tags.length > 0) })
    )
  },
  {
    mistake: "does not read the list of unprocessed records",
    breaks: ["unprocessed records are said to be that"],
    transport: hearing((outcome) =>
      outcome._tag === "Unprocessed" ? SubmissionOutcome.make({ _tag: "Unanswered" }) : outcome
    )
  },
  {
    mistake: "reports a lost answer as accepted",
    breaks: ["a lost answer leaves open whether AWS has the records"],
    transport: ({ submit, ...rest }) => ({
      ...rest,
      submit: (batch) =>
        submit(batch).pipe(
          Effect.catch((error) =>
            error.reason._tag === "Unanswered" ? Effect.succeed(allAccepted(batch)) : Effect.fail(error)
          )
        )
    })
  },
  {
    mistake: "takes a lost answer for one that never reached AWS",
    breaks: ["a lost answer leaves open whether AWS has the records"],
    transport: failing((reason) => (reason._tag === "Unanswered" ? new Throttled(said) : reason))
  },
  {
    mistake: "takes throttling for a refusal",
    breaks: ["throttling is no refusal of the records"],
    transport: failing((reason) =>
      reason._tag === "Throttled" ? new RequestRefused({ ...said, code: "ThrottlingException" }) : reason
    )
  },
  {
    mistake: "takes a refusal for a lost answer",
    breaks: ["a request that AWS refuses for one record names the reason and bills nothing"],
    transport: failing((reason) => (reason._tag === "RequestRefused" ? new Unanswered(said) : reason))
  },
  {
    mistake: "does not know what time it is at AWS",
    breaks: ["a service that shows our time is found to do so"],
    transport: (honest) => ({ ...honest, clockSkew: Effect.succeedNone })
  },
  {
    mistake: "takes AWS's clock for one of another zone",
    breaks: ["a service that shows our time is found to do so"],
    transport: (honest) => ({ ...honest, clockSkew: Effect.succeedSome(Duration.hours(1)) })
  },
  {
    mistake: "sends each record in a request of its own",
    breaks: ["a request that AWS refuses for one record names the reason and bills nothing"],
    transport: ({ submit, ...rest }) => ({
      ...rest,
      submit: (batch) =>
        Effect.map(
          Effect.forEach(batch.records, (leased) => submit({ ...batch, records: [leased] })),
          (answers) => ({ foreign: 0, outcomes: answers.flatMap(({ outcomes }) => outcomes) })
        )
    })
  }
]

const said = { operation: "BatchMeterUsage", detail: "" } as const

function accepted(meteringRecordId: string): SubmissionOutcome {
  return SubmissionOutcome.make({ _tag: "Accepted", meteringRecordId })
}

function allAccepted({ records }: UsageBatch) {
  return { foreign: 0, outcomes: records.map((leased) => ({ leased, outcome: accepted("unknown") })) }
}

function failing(broken: (reason: TransportError["reason"]) => TransportError["reason"]) {
  return ({ submit, ...rest }: Transport): Transport => ({
    ...rest,
    submit: (batch) =>
      Effect.mapError(submit(batch), ({ reason }) => new TransportError({ reason: broken(reason) }))
  })
}

function hearing(broken: (outcome: SubmissionOutcome, leased: LeasedRecord) => SubmissionOutcome) {
  return ({ submit, ...rest }: Transport): Transport => ({
    ...rest,
    submit: (batch) =>
      Effect.map(submit(batch), ({ foreign, outcomes }) => ({
        foreign,
        outcomes: outcomes.map(({ leased, outcome }) => ({ leased, outcome: broken(outcome, leased) }))
      }))
  })
}

function sending(broken: (record: UsageRecord) => UsageRecord) {
  return ({ submit, ...rest }: Transport): Transport => ({
    ...rest,
    submit: (batch) =>
      Effect.map(
        submit({
          ...batch,
          records: batch.records.map((leased) => ({ ...leased, record: broken(leased.record) }))
        }),
        ({ foreign, outcomes }) => ({
          foreign,
          outcomes: outcomes.map(({ outcome }, i) => ({ leased: batch.records[i]!, outcome }))
        })
      )
  })
}
