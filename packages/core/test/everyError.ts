import { Duration } from "effect"
import { AgreementEventRefused } from "../src/model/AgreementEventRefused.ts"
import { AllowanceInvalid } from "../src/model/AllowanceInvalid.ts"
import { BatchMeterUsageErrors } from "../src/model/BatchMeterUsageErrors.ts"
import { CatalogueInvalid } from "../src/model/Catalogue.ts"
import { ClockSkewed } from "../src/model/ClockSkewed.ts"
import { EventConflict, EventRefused } from "../src/model/EventRefused.ts"
import { RegistrationRefused } from "../src/model/RegistrationRefused.ts"
import { RegistrationOptionsInvalid } from "../src/model/RegistrationOptionsInvalid.ts"
import type { Remedy, RetryClass } from "../src/model/Remedy.ts"
import { ReporterOptionsInvalid } from "../src/model/ReporterOptionsInvalid.ts"
import { SignatureRefused } from "../src/model/SignatureRefused.ts"
import {
  SchemaMismatch,
  StoreBusy,
  StoreError,
  StoreRefused,
  StoreUnavailable
} from "../src/model/StoreError.ts"
import { SubscriptionInvalid } from "../src/model/Subscription.ts"
import {
  AccessRefused,
  CircuitOpen,
  DeadlinePassed,
  RequestRefused,
  Throttled,
  TransportError,
  Unanswered
} from "../src/model/TransportError.ts"
import { WorkerOptionsInvalid } from "../src/model/WorkerOptionsInvalid.ts"
import { SubscriptionConflict } from "../src/port/SubscriptionRegistry.ts"

/** A typed error of core, and what it promises to whoever meets it. */
export interface PromisedError {
  readonly tag: string
  readonly error: Error & { readonly _tag: string; readonly isRetryable?: boolean; readonly remedy: Remedy }
  readonly retry: RetryClass
  /** Undefined where an error leaves the question to its remedy. */
  readonly isRetryable: boolean | undefined
  readonly message: string
}

const said = { operation: "BatchMeterUsage", detail: "said the proxy." } as const
const detail = "no table"

/** Each typed error that core exports, once. */
export const everyError: ReadonlyArray<PromisedError> = [
  {
    tag: "AgreementEventRefused",
    error: new AgreementEventRefused({ code: "NotJson", problem: "it is no JSON object" }),
    retry: "never",
    isRetryable: false,
    message: "This is no event of an agreement: it is no JSON object."
  },
  {
    tag: "AllowanceInvalid",
    error: new AllowanceInvalid({ meter: "seats", problem: "it is a text" }),
    retry: "never",
    isRetryable: false,
    message: 'What is included of meter "seats" cannot be told: it is a text.'
  },
  {
    tag: "CatalogueInvalid",
    error: new CatalogueInvalid({ problems: ["late is wrong", "unit is wrong"] }),
    retry: "never",
    isRetryable: undefined,
    message: "The catalogue cannot be used: late is wrong; unit is wrong."
  },
  {
    tag: "ClockSkewed",
    error: new ClockSkewed({ ahead: Duration.minutes(-6), bound: Duration.minutes(5) }),
    retry: "fix",
    isRetryable: undefined,
    message:
      "This machine's clock is 360 s ahead of AWS's, more than the 300 s that clockSkewMax allows: nothing is sealed or sent until it is set."
  },
  {
    tag: "RegistrationRefused",
    error: new RegistrationRefused({ code: "TokenExpired", problem: "the token is too old" }),
    retry: "never",
    isRetryable: false,
    message:
      "The buyer cannot be registered: the token is too old. Let the buyer choose Set up your account in AWS Marketplace, which brings a fresh token."
  },
  {
    tag: "SubscriptionInvalid",
    error: new SubscriptionInvalid({ account: "acme", field: "region", problem: "region is wrong" }),
    retry: "never",
    isRetryable: false,
    message: 'The subscription of account "acme" is wrong: region is wrong'
  },
  {
    tag: "SubscriptionConflict",
    error: new SubscriptionConflict({ account: "acme", problem: "it is subscribed" }),
    retry: "never",
    isRetryable: false,
    message: 'Account "acme" cannot be linked: it is subscribed.'
  },
  {
    tag: "EventRefused",
    error: new EventRefused({
      code: "InvalidQuantity",
      field: "quantity",
      value: "-1",
      problem: "is negative"
    }),
    retry: "never",
    isRetryable: false,
    message:
      "quantity -1 is negative. Pass a decimal that is not negative, as text or a bigint where a number would lose digits."
  },
  {
    tag: "EventConflict",
    error: new EventConflict({ eventIds: ["doc-1", "doc-2"] }),
    retry: "never",
    isRetryable: false,
    message:
      'Already recorded with other content: "doc-1", "doc-2". Give each fact an id of its own, or repeat it unchanged.'
  },
  {
    tag: "WorkerOptionsInvalid",
    error: new WorkerOptionsInvalid({ problems: ["concurrency is wrong", "poll is wrong"] }),
    retry: "never",
    isRetryable: undefined,
    message: "The worker cannot run: concurrency is wrong; poll is wrong."
  },
  {
    tag: "RegistrationOptionsInvalid",
    error: new RegistrationOptionsInvalid({ problems: ["productCode is wrong", "onFailure is wrong"] }),
    retry: "never",
    isRetryable: undefined,
    message: "The container cannot be registered: productCode is wrong; onFailure is wrong."
  },
  {
    tag: "ReporterOptionsInvalid",
    error: new ReporterOptionsInvalid({ problems: ["instance is wrong", "spread is wrong"] }),
    retry: "never",
    isRetryable: undefined,
    message: "The hourly reporter cannot do this: instance is wrong; spread is wrong."
  },
  {
    tag: "SignatureRefused",
    error: new SignatureRefused({ problem: "it is no signed token" }),
    retry: "fix",
    isRetryable: false,
    message:
      "The registration proves nothing: it is no signed token. What to do: Check that the public key and its version are those that AWS Marketplace shows for the product, that the clock is right, and who answers at the endpoint."
  },
  {
    tag: "StoreUnavailable",
    error: new StoreUnavailable({ detail }),
    retry: "retry",
    isRetryable: true,
    message: "The store cannot be used now: no table. Repeat the call with the same ids when it is back."
  },
  {
    tag: "StoreBusy",
    error: new StoreBusy({ detail }),
    retry: "retry",
    isRetryable: true,
    message: "Another transaction came first: no table. Repeat the whole transaction."
  },
  {
    tag: "SchemaMismatch",
    error: new SchemaMismatch({ detail }),
    retry: "fix",
    isRetryable: false,
    message:
      "The database schema does not fit: no table. Run the migrations of this version with `meter.migrate()`, then repeat the call; if a newer version has migrated the store, install that."
  },
  {
    tag: "StoreRefused",
    error: new StoreRefused({ detail }),
    retry: "fix",
    isRetryable: false,
    message: "The store refused the statement: no table."
  },
  {
    tag: "StoreError",
    error: new StoreError({ reason: new SchemaMismatch({ detail }) }),
    retry: "fix",
    isRetryable: false,
    message:
      "The database schema does not fit: no table. Run the migrations of this version with `meter.migrate()`, then repeat the call; if a newer version has migrated the store, install that."
  },
  {
    tag: "Throttled",
    error: new Throttled({ ...said, code: "SlowDown" }),
    retry: "wait",
    isRetryable: true,
    message:
      "AWS throttled BatchMeterUsage (SlowDown). More requests arrived than AWS takes of this account in this region. What to do: Nothing, unless it lasts: then look for another program that meters, or ask AWS for a higher rate. Details: said the proxy."
  },
  {
    tag: "Unanswered",
    error: new Unanswered({ ...said, detail: "" }),
    retry: "retry",
    isRetryable: true,
    message:
      "No usable answer to BatchMeterUsage; the same is sent again unchanged. What came back proves nothing: no name, or one that is not known. What to do: Nothing, unless it lasts: then read the details, and check the network and the endpoint."
  },
  {
    tag: "AccessRefused",
    error: new AccessRefused({ ...said, code: "RequestExpired", detail: "" }),
    retry: "fix",
    isRetryable: true,
    message:
      "No access to BatchMeterUsage (RequestExpired), which needs aws-marketplace:BatchMeterUsage. The clock of the host is too far from AWS's. What to do: Set the clock of the host, and let it follow a time server."
  },
  {
    tag: "RequestRefused",
    error: new RequestRefused({ ...said, code: "" }),
    retry: "never",
    isRetryable: false,
    message:
      "AWS refused BatchMeterUsage. The request was refused under a name that is not known. What to do: Read the details for what is wrong with it. Details: said the proxy."
  },
  {
    tag: "CircuitOpen",
    error: new CircuitOpen({
      ...said,
      code: "InvalidUsageDimensionException",
      detail: "one is tried at 11:00"
    }),
    retry: "fix",
    isRetryable: true,
    message: `Not sent: AWS refuses all that shares its product, dimension or agreement by InvalidUsageDimensionException; one is tried at 11:00. What to do: ${BatchMeterUsageErrors.InvalidUsageDimensionException.nextStep}`
  },
  {
    tag: "DeadlinePassed",
    error: new DeadlinePassed({ ...said, detail: "the deadline was at 11:00." }),
    retry: "never",
    isRetryable: false,
    message: "Not sent by BatchMeterUsage: the deadline was at 11:00."
  },
  {
    tag: "TransportError",
    error: new TransportError({ reason: new DeadlinePassed(said) }),
    retry: "never",
    isRetryable: undefined,
    message: "Not sent by BatchMeterUsage: said the proxy."
  }
]
