-- Trusted documents: the operations that an app's partner has registered for it.

-- CreateTable
CREATE TABLE "app_operation" (
    "app_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_operation_pkey" PRIMARY KEY ("app_id","hash")
);

-- AddForeignKey
ALTER TABLE "app_operation" ADD CONSTRAINT "app_operation_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A hash stands for one text, for good.
alter table app_operation add constraint app_operation_hash
  check (hash = encode(sha256(convert_to(document, 'UTF8')), 'hex'));
create trigger operation_change before update or delete on app_operation for each row execute function never();

grant select, insert on app_operation to cg_gateway;
