/** The part of the page's script that makes nodes of an overview; every value goes in as text. */
export const pageSections = String.raw`
const table = (heads, rows) =>
  el("div", { class: "scroll" }, el("table", null,
    el("thead", null, el("tr", null, heads.map((head) => el("th", head === "Quantity" || head === "Amount" ? { class: "number" } : null, head)))),
    el("tbody", null, rows)));
const row = (attributes, ...cells) => el("tr", attributes, cells.map((cell) => cell instanceof Node && cell.localName === "td" ? cell : el("td", null, cell)));
const number = (value) => el("td", { class: "number" }, value);
const account = (value) => el("span", { class: "account" }, value);
const named = (value) => el("span", { class: "name" }, value);
const mono = (value) => el("span", { class: "mono" }, value);
const empty = (text) => [el("p", { class: "empty" }, text)];
const counted = (count, one, many) => count + " " + (count === 1 ? one : many);

const billedTo = (record) => record.license_arn === null
  ? el("span", null, "product ", mono(record.product_code))
  : el("span", null, "license ", shortLicense(record.license_arn));

const ledgerNodes = ({ hours }) => hours.length === 0
  ? empty("Nothing accepted yet. Point an AWS SDK here: AWS_ENDPOINT_URL_MARKETPLACE_METERING=" + location.origin)
  : [table(["Buyer", "Dimension", "Billed to", "Quantity"], hours.flatMap(({ hour, records }) => [
      el("tr", null, el("th", { class: "hour", colspan: "4", scope: "rowgroup" }, hourText(hour))),
      ...records.map((record) => row({ "data-record": record.metering_record_id, title: record.metering_record_id },
        account(record.account_id), named(record.dimension),
        el("span", null, billedTo(record), " ", el("span", { class: "quiet region" }, record.region)), number(record.quantity)))
    ]))];

const lineNodes = (line) => [
  row({ "data-line": line.account_id },
    account(line.account_id), el("span", { class: "name" }, line.dimension, " ", el("span", { class: "quiet" }, line.product_code)),
    number(line.quantity), number(line.amount === null ? "no price" : line.amount))
].concat(line.by_tags.length > 1 || line.by_tags.some(({ tags }) => tags.length > 0)
  ? line.by_tags.map(({ amount, quantity, tags }) => row({ class: "quiet" }, "",
      el("span", null, tags.length === 0 ? "untagged" : tags.map(({ key, value }) => el("span", { class: "tag" }, key + " = " + value))),
      number(quantity), number(amount === null ? "" : amount)))
  : []);

const doubleNodes = (line) => line.double_charges.map((double) => el("div", { class: "warning" },
  el("strong", { class: "bad" }, "Charged twice: "), line.account_id, " · ", line.dimension, " · ", hourText(double.hour),
  ": ", double.because.join(", "), ". ", double.quantity, " too many",
  double.amount === null ? "." : ", worth " + double.amount + "."));

const invoiceNodes = ({ invoice }) => invoice.lines.length === 0 ? empty("Nothing to bill this month.") : [
  table(["Buyer", "Dimension", "Quantity", "Amount"], invoice.lines.flatMap(lineNodes)),
  el("div", { class: "total" }, el("span", null, "Total"), el("span", { class: "number" }, invoice.amount)),
  ...(invoice.unpriced === 0 ? [] : [el("p", { class: "empty" }, counted(invoice.unpriced, "line has", "lines have") + " no price: set_prices.")]),
  ...invoice.lines.flatMap(doubleNodes)
];

const productNodes = ({ products }) => products.length === 0 ? empty("No product yet: seed_product.") : [
  table(["Code", "Kind", "Dimensions"], products.map(({ code, dimensions, kind }) =>
    row(null, mono(code), kind, el("span", null, dimensions.map((name) => el("span", { class: "tag" }, name))))))
];

const standingNode = (standing) => el("span", { class: standing === "active" ? "good" : "bad" },
  { active: "active", final: "final hour", none: "not subscribed", suspended: "suspended" }[standing]);
const buyerNodes = ({ buyers }) => buyers.length === 0 ? empty("No buyer yet: seed_customer.") : [
  table(["Account", "Product", "Known as", "State"], buyers.map((buyer) => row(null,
    account(buyer.account_id), mono(buyer.product_code),
    el("span", { class: "name" }, buyer.customer_identifier, buyer.customer_identifier && buyer.license_arn ? el("br") : null,
      buyer.license_arn === null ? null : shortLicense(buyer.license_arn)),
    standingNode(buyer.standing))))
];

const callNodes = ({ calls }, opened) => calls.length === 0 ? empty("No call yet.") : calls.map((call) => {
  const node = el("details", { "data-id": call.request_id },
    el("summary", null, el("strong", null, call.operation), el("span", { class: call.error === null ? "good" : "bad" }, call.error === null ? "200" : call.status + " " + call.error),
      el("span", { class: "number quiet" }, instantText(call.at).slice(5), " · ", call.region)),
    el("p", { class: "label" }, "Request"), el("pre", null, JSON.stringify(call.request, null, 2)),
    el("p", { class: "label" }, "Answer"), el("pre", null, JSON.stringify(call.answer, null, 2)));
  node.open = opened.has(call.request_id);
  return node;
});

const faultText = (fault) => fault.times + " × " + (fault.kind === "latency" && fault.ms === 0 ? "passes" : fault.kind) + (fault.ms > 0 ? " (" + fault.ms + " ms)" : "");
const faultNodes = ({ faults, faults_total }) => faults.length === 0 ? empty("No fault waits for a call.") : [
  table(["Operation", "Next calls"], faults.slice(0, 8).map((fault) => row(null, fault.operation,
    faultText(fault) + (fault.since === null ? "" : " from " + hourText(fault.since) + " to " + hourText(fault.until))))),
  ...(faults_total > 8 ? [el("p", { class: "empty" }, "and " + (faults_total - 8) + " more")] : [])
];

const sections = (overview, opened) => ({
  ledger: [counted(overview.records, "record", "records"), ledgerNodes(overview)],
  invoice: [overview.invoice.month, invoiceNodes(overview)],
  products: [String(overview.products.length), productNodes(overview)],
  buyers: [String(overview.buyers_total), buyerNodes(overview)],
  calls: [counted(overview.calls_total, "call", "calls"), callNodes(overview, opened)],
  faults: [overview.faults_total + " waiting", faultNodes(overview)]
});
`
