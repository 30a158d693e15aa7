import {
  type Agreement,
  Customer,
  type CustomerResolution,
  RequestRefused,
  TransportError,
  Unanswered
} from "@tallyhour/core"
import { Effect, Redacted } from "effect"

type Resolution = CustomerResolution["Service"]

/** A resolution with one thing wrong, and the laws that must see it. */
export interface CustomerMutant {
  readonly mistake: string
  readonly breaks: ReadonlyArray<string>
  readonly resolution: (honest: Resolution) => Resolution
}

/** Resolutions with one thing wrong. */
export const customerMutants: ReadonlyArray<CustomerMutant> = [
  {
    mistake: "knows buyers by their account alone",
    breaks: [
      "a token tells the buyer and the product, in each form of identity",
      "two buyers have two tokens, and none is told of the other"
    ],
    resolution: hearing((customer) =>
      Customer.make({ ...customer, agreement: byAccount(customer.agreement) })
    )
  },
  {
    mistake: "takes a token for spent",
    breaks: ["a token tells the same as often as it is asked"],
    resolution: ({ resolve }) => {
      const spent = new Set<string>()
      return {
        resolve: (token) =>
          Effect.suspend(() => {
            if (spent.has(Redacted.value(token))) return Effect.fail(refused("InvalidTokenException", ""))
            spent.add(Redacted.value(token))
            return resolve(token)
          })
      }
    }
  },
  {
    mistake: "remembers the first buyer for all",
    breaks: [
      "a token tells the buyer and the product, in each form of identity",
      "two buyers have two tokens, and none is told of the other"
    ],
    resolution: ({ resolve }) => {
      let first: Customer | undefined
      return { resolve: (token) => Effect.map(resolve(token), (customer) => (first ??= customer)) }
    }
  },
  {
    mistake: "shows a token that is refused",
    breaks: ["a token that is none, or too old, is refused by name, and shown to nobody"],
    resolution: ({ resolve }) => ({
      resolve: (token) =>
        Effect.mapError(resolve(token), ({ reason }) =>
          reason._tag === "RequestRefused"
            ? refused(reason.code, Redacted.value(token))
            : new TransportError({ reason })
        )
    })
  },
  {
    mistake: "takes a refusal for a silence",
    breaks: ["a token that is none, or too old, is refused by name, and shown to nobody"],
    resolution: ({ resolve }) => ({
      resolve: (token) =>
        Effect.mapError(
          resolve(token),
          () => new TransportError({ reason: new Unanswered({ operation: "ResolveCustomer", detail: "" }) })
        )
    })
  }
]

function hearing(broken: (customer: Customer) => Customer) {
  return ({ resolve }: Resolution): Resolution => ({ resolve: (token) => Effect.map(resolve(token), broken) })
}

const refused = (code: string, detail: string): TransportError =>
  new TransportError({ reason: new RequestRefused({ operation: "ResolveCustomer", code, detail }) })

const byAccount = (agreement: Agreement): Agreement =>
  agreement._tag === "License" ? { _tag: "Product", buyer: agreement.buyer } : agreement
