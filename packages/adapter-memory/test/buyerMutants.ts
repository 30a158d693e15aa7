import {
  type BuyerMetering,
  BuyerReport,
  Instant,
  RequestRefused,
  Throttled,
  TransportError,
  Unanswered,
  UsageRegistration
} from "@tallyhour/core"
import { Duration, Effect, Redacted } from "effect"

type Metering = BuyerMetering["Service"]

/** A buyer's metering with one thing wrong, and the laws that must see it. */
export interface BuyerMutant {
  readonly mistake: string
  readonly breaks: ReadonlyArray<string>
  readonly metering: (honest: Metering) => Metering
}

const billedAsMade = "a report is billed as it was made, under the id that is returned"
const changed = "what was changed, unsigned, cut or signed with another key is refused"
const dryRun = "a dry run meters nothing, and finds what a report would be refused for"
const lostAnswer = "a lost answer leaves open whether AWS has the report"
const named = "what AWS refuses is named, and bills nothing"
const registrationNamed = "a registration that is refused is told by name"
const repeatable = "a registration without an answer may be repeated"
const runtime = "in a runtime where every token adds, a report sent again adds nothing"
const time = "a service that shows the time of the software is found to do so"
const throttling = "throttling is no refusal of the report"
const token = "a token stands for one content, and reaches AWS as it is"

/** Meterings of a buyer with one thing wrong. */
export const buyerMutants: ReadonlyArray<BuyerMutant> = [
  {
    mistake: "sends no allocations",
    breaks: [billedAsMade],
    metering: sending((report) => ({ ...report, allocations: [] }))
  },
  {
    mistake: "sends nothing where there is nothing to bill",
    breaks: ["a report of nothing is a report"],
    metering: (honest) => ({
      ...honest,
      meterUsage: (report) => (report.quantity === 0 ? Effect.succeed("none") : honest.meterUsage(report))
    })
  },
  {
    mistake: "makes up an id for what is sent again",
    breaks: ["a report sent again is the same record, billed once"],
    metering: (honest) => {
      const sent = new Set<string>()
      return {
        ...honest,
        meterUsage: (report) =>
          Effect.map(honest.meterUsage(report), (id) => {
            const isRepeated = sent.has(report.clientToken)
            sent.add(report.clientToken)
            return isRepeated ? `again ${id}` : id
          })
      }
    }
  },
  {
    mistake: "sends a token of its own at every attempt",
    breaks: [runtime, token],
    metering: (honest) => {
      let attempts = 0
      return sending((report) => ({ ...report, clientToken: `${report.clientToken}-${(attempts += 1)}` }))(
        honest
      )
    }
  },
  {
    mistake: "takes a duplicate for an acceptance",
    breaks: ["another quantity for an hour is refused, and the first stands"],
    metering: (honest) => ({
      ...honest,
      meterUsage: (report) =>
        Effect.catchIf(
          honest.meterUsage(report),
          ({ reason }) => "code" in reason && reason.code === "DuplicateRequestException",
          () => Effect.succeed("the first")
        )
    })
  },
  {
    mistake: "takes a lost answer for one that never reached AWS",
    breaks: [lostAnswer, repeatable],
    metering: failing((reason) => (reason._tag === "Unanswered" ? new Throttled(said) : reason))
  },
  {
    mistake: "takes throttling for a lost answer",
    breaks: [throttling, repeatable],
    metering: failing((reason) => (reason._tag === "Throttled" ? new Unanswered(said) : reason))
  },
  {
    mistake: "gives every refusal one name",
    breaks: [
      named,
      dryRun,
      token,
      "another quantity for an hour is refused, and the first stands",
      registrationNamed
    ],
    metering: failing((reason) =>
      reason._tag === "RequestRefused" ? new RequestRefused({ ...said, code: "Refused" }) : reason
    )
  },
  {
    mistake: "meters at a dry run",
    breaks: [dryRun],
    metering: (honest) => ({ ...honest, dryRun: (report) => Effect.asVoid(honest.meterUsage(report)) })
  },
  {
    mistake: "finds nothing wrong at a dry run",
    breaks: [dryRun],
    metering: (honest) => ({ ...honest, dryRun: () => Effect.void })
  },
  {
    mistake: "does not know what time it is at AWS",
    breaks: [time],
    metering: (honest) => ({ ...honest, clockSkew: Effect.succeedNone })
  },
  {
    mistake: "takes AWS's clock for one of another zone",
    breaks: [time],
    metering: (honest) => ({ ...honest, clockSkew: Effect.succeedSome(Duration.hours(1)) })
  },
  {
    mistake: "asks with a nonce of its own",
    breaks: ["a registration is answered by a signature over what was asked"],
    metering: (honest) => ({
      ...honest,
      registerUsage: (asked) =>
        honest.registerUsage(UsageRegistration.make({ ...asked, nonce: "the same for all" }))
    })
  },
  {
    mistake: "hands the signature over in words that print it",
    breaks: ["a signature is not shown where it is printed"],
    metering: (honest) => ({
      ...honest,
      registerUsage: (asked) =>
        Effect.map(honest.registerUsage(asked), (answer) => ({
          ...answer,
          signature: Redacted.make(Redacted.value(answer.signature), {
            label: Redacted.value(answer.signature)
          })
        }))
    })
  },
  {
    mistake: "reads claims without verifying them",
    breaks: [changed],
    metering: (honest) => ({
      ...honest,
      claimsOf: (signature, publicKey) =>
        Effect.catchTag(honest.claimsOf(signature, publicKey), "SignatureRefused", () => Effect.succeed({}))
    })
  },
  {
    mistake: "does not say that the key has expired",
    breaks: ["a version of the key that has expired is told as that, and still signs"],
    metering: (honest) => ({
      ...honest,
      registerUsage: (asked) => Effect.map(honest.registerUsage(asked), ({ signature }) => ({ signature }))
    })
  },
  {
    mistake: "takes every key for an expired one",
    breaks: ["a version of the key that has expired is told as that, and still signs"],
    metering: (honest) => ({
      ...honest,
      registerUsage: (asked) =>
        Effect.map(honest.registerUsage(asked), (answer) => ({
          ...answer,
          keyExpiredAt: Instant.ofMillis(0)
        }))
    })
  },
  {
    mistake: "takes a platform that is not supported for a lost answer",
    breaks: [registrationNamed],
    metering: failing((reason) => (reason._tag === "AccessRefused" ? new Unanswered(said) : reason))
  }
]

const said = { operation: "MeterUsage", detail: "" } as const

function sending(broken: (report: BuyerReport) => ConstructorParameters<typeof BuyerReport>[0]) {
  return (honest: Metering): Metering => ({
    ...honest,
    meterUsage: (report) => honest.meterUsage(BuyerReport.make(broken(report)))
  })
}

function failing(broken: (reason: TransportError["reason"]) => TransportError["reason"]) {
  const fail = ({ reason }: TransportError) => new TransportError({ reason: broken(reason) })
  return (honest: Metering): Metering => ({
    ...honest,
    meterUsage: (report) => Effect.mapError(honest.meterUsage(report), fail),
    dryRun: (report) => Effect.mapError(honest.dryRun(report), fail),
    registerUsage: (asked) => Effect.mapError(honest.registerUsage(asked), fail)
  })
}
