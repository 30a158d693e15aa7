/** The product that the load meters. */
export const productCode = "4ml54db8vrmjuykaw1psroool"

/** The instant at which the emulator of the load stands still, in epoch seconds. */
export const noon = 1_776_254_400

/** The buyers of the load. */
export const accounts: ReadonlyArray<string> = Array.from({ length: 300 }, (_, n) =>
  String(100_000_000_000 + n)
)

/** The dimensions of the product. */
export const dimensions: ReadonlyArray<string> = Array.from({ length: 50 }, (_, n) => `dimension-${n}`)

/**
 * Returns a whole BatchMeterUsage request, head and body, whose records no other number has.
 *
 * The records of one request are of one dimension and one hour, and of as many buyers: so a seller sends them who meters
 * every hour.
 *
 * - **Shape**: ASCII throughout; 300 000 records from number 0 on, then a RangeError.
 */
export const freshRequest = (number: number, recordsPerRequest: number): string => {
  const perSlot = Math.floor(accounts.length / recordsPerRequest)
  const slot = Math.floor(number / perSlot)
  const hour = Math.floor(slot / dimensions.length)
  if (hour >= hours) throw new RangeError("the load has no fresh records left")
  const rest = `,"Dimension":"${dimensions[slot % dimensions.length]}","Quantity":${1 + (number % 1_000)},"CustomerAWSAccountId":"`
  const first = (number % perSlot) * recordsPerRequest
  const records = accounts
    .slice(first, first + recordsPerRequest)
    .map((account) => `{"Timestamp":${noon - 3_600 * (hour + 1)}${rest}${account}"}`)
  const body = `{"UsageRecords":[${records.join(",")}],"ProductCode":"${productCode}"}`
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
}

const hours = 20

// What the AWS SDK for JavaScript sends along.
const head = [
  "POST / HTTP/1.1",
  "Host: 127.0.0.1",
  "Content-Type: application/x-amz-json-1.1",
  "X-Amz-Target: AWSMPMeteringService.BatchMeterUsage",
  "X-Amz-User-Agent: aws-sdk-js/3.1138.0 ua/2.1 os/linux lang/js md/nodejs#24.0.0 api/marketplace-metering#3.1138.0",
  "User-Agent: aws-sdk-js/3.1138.0 ua/2.1 os/linux lang/js md/nodejs#24.0.0 api/marketplace-metering#3.1138.0",
  "Amz-Sdk-Invocation-Id: 3f1c0a52-4b0e-4a39-8d0e-1f2d3c4b5a69",
  "Amz-Sdk-Request: attempt=1; max=3",
  "X-Amz-Date: 20260415T120000Z",
  "X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260415/us-east-1/aws-marketplace/aws4_request, SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target;x-amz-user-agent, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  ""
].join("\r\n")
