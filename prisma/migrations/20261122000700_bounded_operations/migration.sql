-- A trusted document's name is kept beside it, so that no document is parsed to list names, and a
-- document has a length that it cannot exceed.

-- AlterTable
ALTER TABLE "app_operation" ADD COLUMN "name" TEXT;

-- Documents registered before have one named operation each. Where the document begins with it, its
-- name is certain; where a fragment or a comment comes first it stays absent, for it could be a wrong one.
alter table app_operation disable trigger operation_change;
update app_operation
  set name = substring(document from '^[\s,]*(?:query|mutation)[\s,]+([_A-Za-z][_0-9A-Za-z]*)');
alter table app_operation enable trigger operation_change;

-- Longer ones that are there already stay: apps in the field send their hashes.
alter table app_operation add constraint app_operation_length check (length(document) <= 20000) not valid;
