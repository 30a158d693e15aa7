import { sum } from "../quarter/AccountUsage.ts"
import { decimalOf, exactOf } from "../quarter/Exact.ts"
import { buyers, unitOf } from "./seller.ts"

/** What is there when nothing is under way any more; quantities are decimals. */
export interface Evidence {
  /** The events whose recording was acknowledged: what was used, by none of the code that is tested. */
  readonly acknowledged: ReadonlyArray<UsedEvent>
  /** What the emulator will bill, in units of the dimension. */
  readonly accepted: ReadonlyArray<AcceptedRow>
  readonly balances: ReadonlyArray<
    AccountMeter & { readonly [Figure in "carried" | "open" | "pending" | "recorded"]: string }
  >
  /** The event ids in the ledger, those in the archive included. */
  readonly recordedIds: ReadonlyArray<string>
  /** Every record of every request that AWS has heard, taken or not: its bytes but for the quantity, and that. */
  readonly submitted: ReadonlyArray<{ readonly record: string; readonly quantity: string }>
  /** What the books list as not billed, with its reason. */
  readonly unbilled: ReadonlyArray<AccountMeter & { readonly quantity: string; readonly reason: string }>
  /** The event ids for which the seller's application has done its work. */
  readonly workIds: ReadonlyArray<string>
}

interface AccountMeter {
  readonly account: string
  readonly meter: string
}

/** An event as the model knows it. */
export interface UsedEvent extends AccountMeter {
  readonly eventId: string
  /** Whether it is recorded without any work of the application, in no transaction of it. */
  readonly isAlone: boolean
  readonly quantity: string
}

/** A record of the emulator's ledger. */
export interface AcceptedRow {
  readonly account_id: string
  readonly dimension: string
  readonly hour: number
  readonly quantity: number
  readonly region: string
  readonly scope: string
}

/** Compares the books and what AWS bills with what was used. Returns what is wrong, in sentences. */
export const judgeBooks = (evidence: Evidence): ReadonlyArray<string> => [
  ...wrongIds("events stand in the ledger", evidence.recordedIds, evidence.acknowledged),
  ...wrongIds(
    "pieces of work are done",
    evidence.workIds,
    evidence.acknowledged.filter(({ isAlone }) => !isAlone)
  ),
  ...buyers.flatMap(({ account, accountId, isBilled, meters }) =>
    meters.flatMap((meter) => wrongUsage({ account, accountId, isBilled, meter }, evidence))
  ),
  ...repeated(evidence.accepted.map((row) => JSON.stringify([row.account_id, row.dimension, row.hour]))).map(
    (key) => `AWS bills ${key} more than once`
  ),
  ...[...Map.groupBy(evidence.submitted, ({ record }) => record)]
    .filter(([, sent]) => new Set(sent.map(({ quantity }) => quantity)).size > 1)
    .map(
      ([record, sent]) =>
        `${record} was sent with the quantities ${sent.map(({ quantity }) => quantity).join(", ")}`
    )
]

const wrongIds = (
  what: string,
  found: ReadonlyArray<string>,
  acknowledged: ReadonlyArray<UsedEvent>
): ReadonlyArray<string> => {
  const wanted = new Set(acknowledged.map(({ eventId }) => eventId))
  const there = new Set(found)
  const missing = [...wanted].filter((id) => !there.has(id))
  const surplus = [...there].filter((id) => !wanted.has(id))
  return [
    ...missing.map((id) => `no ${what} under ${id}, which was acknowledged`),
    ...surplus.map((id) => `${what} under ${id}, which was never acknowledged`),
    ...repeated(found).map((id) => `${what} twice under ${id}`)
  ]
}

const repeated = (all: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...Map.groupBy(all, (one) => one)].filter(([, of]) => of.length > 1).map(([one]) => one)

const wrongUsage = (
  {
    account,
    accountId,
    isBilled,
    meter
  }: AccountMeter & { readonly accountId: string; readonly isBilled: boolean },
  { accepted, acknowledged, balances, unbilled }: Evidence
): ReadonlyArray<string> => {
  const isHere = (row: AccountMeter) => row.account === account && row.meter === meter
  const unit = unitOf[meter] ?? 1n
  const used = sum(acknowledged.filter(isHere), ({ quantity }) => exactOf(quantity))
  const rows = balances.filter(isHere)
  const recorded = sum(rows, (row) => exactOf(row.recorded))
  const waiting = sum(rows, (row) => exactOf(row.open) + exactOf(row.pending))
  const carried = sum(rows, (row) => exactOf(row.carried))
  const listed = sum(unbilled.filter(isHere), ({ quantity }) => exactOf(quantity))
  const billed = sum(
    accepted.filter((row) => row.account_id === accountId && row.dimension === meter),
    ({ quantity }) => BigInt(quantity) * exactOf("1") * unit
  )
  const said = (quantity: bigint) => `${decimalOf(quantity)} ${meter} of ${account}`
  const difference = used - billed - carried - listed
  return [
    ...(recorded === used ? [] : [`${said(used)} were used and ${decimalOf(recorded)} are recorded`]),
    ...(waiting === 0n ? [] : [`${said(waiting)} still wait`]),
    ...(difference === 0n
      ? []
      : [
          `${said(difference)} are ${difference > 0n ? "neither billed nor listed" : "billed or listed beyond what was used"}`
        ]),
    ...(carried < unit * exactOf("1") ? [] : [`${said(carried)} are carried, which is a unit or more`]),
    ...(isBilled ? unbilled.filter(isHere) : []).map(
      ({ quantity, reason }) => `${quantity} ${meter} of ${account} are not billed: ${reason}`
    ),
    ...(!isBilled && listed !== used ? [`${said(used - listed)} are not listed as not billed`] : []),
    ...(isBilled ? [] : unbilled.filter((row) => isHere(row) && row.reason.startsWith("UnknownMeter"))).map(
      () => `${meter} of ${account} are set aside as unknown by who sells something else`
    ),
    ...unbilled.filter((row) => isHere(row) && row.reason === "").map(() => `${account} has no reason why`)
  ]
}
