/** The same fields of a claim from all; PostGraphile names its columns' way. */
export const gatewayClaim = `id serviceDate status typeCode identifier provider labels
  paidAmount { amount currency }`;
export const postgraphileClaim = `rowId serviceDate status typeCode identifier provider labels
  paidAmount currency`;
export const gatewayObservation = 'id serviceDate status labels value { value unit }';
export const postgraphileObservation = 'rowId serviceDate status labels valueQuantity valueUnit';
export const newestFirst = 'orderBy: [SERVICE_DATE_DESC, ROW_ID_DESC]';
