import { Schema } from "effect"
import { invoiceOf, monthOf } from "../invoice/invoiceOf.ts"
import { priceListOf } from "../invoice/PriceList.ts"
import { toldRecord } from "../LedgerRecord.ts"
import { controlFunction, Mistake } from "./ControlFunction.ts"
import { maybe } from "./fields.ts"
import { PriceField } from "./setPrices.ts"

/**
 * Tells what AWS would bill for a month, of one buyer or of all.
 *
 * `month` is as in "2026-03", or else that of the emulator's clock; `prices` stand for this answer in place of those
 * of set_prices.
 */
export const invoice = controlFunction(
  Schema.Struct({
    month: maybe(Schema.String.check(Schema.isPattern(/^[0-9]{4}-(0[1-9]|1[0-2])$/))),
    account_id: maybe(Schema.String),
    prices: maybe(Schema.Array(PriceField))
  }),
  (marketplace, { account_id, month, prices }) => {
    const list = prices == null ? marketplace.prices : priceListOf(prices)
    if (typeof list === "string") return new Mistake(list)
    const { clock, state } = marketplace
    const kept = state.ledger.filter(({ holder }) => account_id == null || holder.accountId === account_id)
    return { ...invoiceOf(kept.map(toldRecord), { month: month ?? monthOf(clock.now()), prices: list }) }
  }
)
