-- The tables of prisma/schema.prisma, as Prisma writes them.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "health";

-- CreateEnum
CREATE TYPE "Granularity" AS ENUM ('ALL_OR_NOTHING', 'BY_CATEGORY_AND_LABEL');

-- CreateEnum
CREATE TYPE "AppKind" AS ENUM ('THIRD_PARTY_APP', 'HEALTH_PLAN', 'PROVIDER');

-- CreateEnum
CREATE TYPE "AppState" AS ENUM ('PENDING', 'APPROVED', 'SUSPENDED');

-- CreateEnum
CREATE TYPE "MaterialKind" AS ENUM ('EDUCATION', 'CONSENT_DOCUMENT', 'FAQ');

-- CreateEnum
CREATE TYPE "GrantState" AS ENUM ('ACTIVE', 'REVOKED', 'SUPERSEDED', 'EXPIRED');

-- CreateEnum
CREATE TYPE "EndedByKind" AS ENUM ('MEMBER', 'AGENT', 'SYSTEM');

-- CreateEnum
CREATE TYPE "EndChannel" AS ENUM ('ONLINE', 'PHONE', 'SYSTEM');

-- CreateTable
CREATE TABLE "plan" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "maximum_term_days" INTEGER NOT NULL,
    "floor_date" DATE NOT NULL,
    "granularity" "Granularity" NOT NULL,
    "languages" TEXT[],
    "channels" TEXT[],
    "support_phone" TEXT NOT NULL,
    "privacy_email" TEXT NOT NULL,
    "retention_years" INTEGER NOT NULL,
    "default_line_of_business" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "line_of_business" (
    "plan_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "eligible" BOOLEAN NOT NULL,

    CONSTRAINT "line_of_business_pkey" PRIMARY KEY ("plan_id","code")
);

-- CreateTable
CREATE TABLE "member" (
    "id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "line_of_business" TEXT,
    "effective_from" DATE,
    "effective_until" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "contact_email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "partner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app" (
    "id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "AppKind" NOT NULL,
    "state" "AppState" NOT NULL DEFAULT 'PENDING',
    "state_reason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "privacy_policy_url" TEXT,
    "redirect_uris" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_attestation" (
    "app_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "answers" JSONB NOT NULL,
    "attested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_attestation_pkey" PRIMARY KEY ("app_id","version")
);

-- CreateTable
CREATE TABLE "material" (
    "id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "material_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "kind" "MaterialKind" NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "material_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent_grant" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "state" "GrantState" NOT NULL DEFAULT 'ACTIVE',
    "categories" TEXT[],
    "labels" TEXT[],
    "include_undated" BOOLEAN NOT NULL,
    "since" DATE NOT NULL,
    "until" DATE,
    "purpose" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "document_hash" BYTEA NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_kind" "EndedByKind",
    "ended_by" TEXT,
    "ended_channel" "EndChannel",
    "ended_reason" TEXT,
    "superseded_by" UUID,

    CONSTRAINT "consent_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "grant_material" (
    "grant_id" UUID NOT NULL,
    "material_id" UUID NOT NULL,

    CONSTRAINT "grant_material_pkey" PRIMARY KEY ("grant_id","material_id")
);

-- CreateTable
CREATE TABLE "health"."demographics" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "family_name" TEXT,
    "given_names" TEXT[],
    "birth_date" DATE,
    "gender" TEXT,
    "member_number" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "address_lines" TEXT[],
    "city" TEXT,
    "state" TEXT,
    "postal_code" TEXT,
    "country" TEXT,
    "language" TEXT,

    CONSTRAINT "demographics_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."coverage" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "type_system" TEXT,
    "type_code" TEXT,
    "type_text" TEXT,
    "subscriber_id" TEXT,
    "relationship" TEXT,
    "payor" TEXT,
    "group_number" TEXT,
    "group_name" TEXT,
    "plan_code" TEXT,
    "plan_name" TEXT,
    "rx_bin" TEXT,
    "rx_pcn" TEXT,
    "rx_group" TEXT,
    "period_start" DATE,
    "period_end" DATE,

    CONSTRAINT "coverage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."claim" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "resource_type" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "status" TEXT,
    "use" TEXT,
    "type_code" TEXT,
    "identifier" TEXT,
    "billable_start" DATE,
    "billable_end" DATE,
    "created" DATE,
    "outcome" TEXT,
    "provider" TEXT,
    "insurer" TEXT,
    "submitted_amount" DECIMAL(14,2),
    "allowed_amount" DECIMAL(14,2),
    "paid_amount" DECIMAL(14,2),
    "patient_amount" DECIMAL(14,2),
    "currency" TEXT,

    CONSTRAINT "claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."encounter" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "class_code" TEXT,
    "type_system" TEXT,
    "type_code" TEXT,
    "type_text" TEXT,
    "reason_system" TEXT,
    "reason_code" TEXT,
    "reason_text" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "service_provider" TEXT,

    CONSTRAINT "encounter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."medication_request" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "intent" TEXT,
    "medication_system" TEXT,
    "medication_code" TEXT,
    "medication_text" TEXT,
    "reason_system" TEXT,
    "reason_code" TEXT,
    "reason_text" TEXT,
    "authored_on" DATE,
    "requester" TEXT,
    "dosage" TEXT,

    CONSTRAINT "medication_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."medication_dispense" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "medication_system" TEXT,
    "medication_code" TEXT,
    "medication_text" TEXT,
    "when_handed_over" DATE,
    "quantity" DECIMAL,
    "quantity_unit" TEXT,
    "days_supply" DECIMAL,
    "dosage" TEXT,

    CONSTRAINT "medication_dispense_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."condition" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "clinical_status" TEXT,
    "verification_status" TEXT,
    "category_code" TEXT,
    "code_system" TEXT,
    "code_code" TEXT,
    "code_text" TEXT,
    "onset_date" DATE,
    "abatement_date" DATE,
    "recorded_date" DATE,

    CONSTRAINT "condition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."observation" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "category_code" TEXT,
    "code_system" TEXT,
    "code_code" TEXT,
    "code_text" TEXT,
    "effective_at" TIMESTAMPTZ(3),
    "value_quantity" DECIMAL,
    "value_unit" TEXT,
    "value_text" TEXT,
    "components" JSONB NOT NULL,

    CONSTRAINT "observation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."procedure" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "code_system" TEXT,
    "code_code" TEXT,
    "code_text" TEXT,
    "reason_system" TEXT,
    "reason_code" TEXT,
    "reason_text" TEXT,
    "performed_start" DATE,
    "performed_end" DATE,

    CONSTRAINT "procedure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."allergy_intolerance" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "clinical_status" TEXT,
    "verification_status" TEXT,
    "type" TEXT,
    "criticality" TEXT,
    "code_system" TEXT,
    "code_code" TEXT,
    "code_text" TEXT,
    "recorded_date" DATE,

    CONSTRAINT "allergy_intolerance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."immunization" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "vaccine_system" TEXT,
    "vaccine_code" TEXT,
    "vaccine_text" TEXT,
    "occurrence_date" DATE,
    "lot_number" TEXT,

    CONSTRAINT "immunization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."diagnostic_report" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "category_code" TEXT,
    "code_system" TEXT,
    "code_code" TEXT,
    "code_text" TEXT,
    "effective_at" TIMESTAMPTZ(3),
    "conclusion" TEXT,

    CONSTRAINT "diagnostic_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."document_reference" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "type_system" TEXT,
    "type_code" TEXT,
    "type_text" TEXT,
    "date" DATE,
    "title" TEXT,
    "content_type" TEXT,

    CONSTRAINT "document_reference_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."care_plan" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "intent" TEXT,
    "title" TEXT,
    "category_system" TEXT,
    "category_code" TEXT,
    "category_text" TEXT,
    "period_start" DATE,
    "period_end" DATE,
    "activities" TEXT[],

    CONSTRAINT "care_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."care_team" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "name" TEXT,
    "category_system" TEXT,
    "category_code" TEXT,
    "category_text" TEXT,
    "period_start" DATE,
    "period_end" DATE,
    "participants" TEXT[],

    CONSTRAINT "care_team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."goal" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "lifecycle_status" TEXT,
    "achievement_status" TEXT,
    "description_system" TEXT,
    "description_code" TEXT,
    "description_text" TEXT,
    "start_date" DATE,

    CONSTRAINT "goal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."device" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "type_system" TEXT,
    "type_code" TEXT,
    "type_text" TEXT,
    "manufacturer" TEXT,
    "model_number" TEXT,
    "manufacture_date" DATE,

    CONSTRAINT "device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."imaging_study" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "service_date" DATE NOT NULL,
    "own_labels" TEXT[],
    "labels" TEXT[],
    "status" TEXT,
    "modality_system" TEXT,
    "modality_code" TEXT,
    "modality_text" TEXT,
    "body_site_system" TEXT,
    "body_site_code" TEXT,
    "body_site_text" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "description" TEXT,

    CONSTRAINT "imaging_study_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."benefit" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "coverage_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "type_system" TEXT,
    "type_code" TEXT,
    "type_text" TEXT,
    "network" TEXT,
    "amount" DECIMAL(14,2),
    "currency" TEXT,
    "quantity" DECIMAL,
    "quantity_unit" TEXT,

    CONSTRAINT "benefit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."claim_line" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "claim_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "service_system" TEXT,
    "service_code" TEXT,
    "service_text" TEXT,
    "serviced_date" DATE,
    "quantity" DECIMAL,
    "submitted_amount" DECIMAL(14,2),
    "allowed_amount" DECIMAL(14,2),
    "paid_amount" DECIMAL(14,2),
    "patient_amount" DECIMAL(14,2),
    "currency" TEXT,

    CONSTRAINT "claim_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."claim_diagnosis" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "claim_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "diagnosis_system" TEXT,
    "diagnosis_code" TEXT,
    "diagnosis_text" TEXT,
    "type" TEXT,

    CONSTRAINT "claim_diagnosis_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."payment" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "claim_id" UUID NOT NULL,
    "service_date" DATE NOT NULL,
    "labels" TEXT[],
    "type_code" TEXT,
    "payment_date" DATE,
    "amount" DECIMAL(14,2),
    "currency" TEXT,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "health"."record_reference" (
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "from_type" TEXT NOT NULL,
    "to_type" TEXT NOT NULL,

    CONSTRAINT "record_reference_pkey" PRIMARY KEY ("from_id","to_id")
);

-- CreateTable
CREATE TABLE "health"."care_provider" (
    "id" UUID NOT NULL,
    "plan_id" UUID NOT NULL,
    "source_type" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "source" JSONB NOT NULL,
    "name" TEXT,
    "npi" TEXT,

    CONSTRAINT "care_provider_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "plan_slug_key" ON "plan"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "member_plan_id_source_id_key" ON "member"("plan_id", "source_id");

-- CreateIndex
CREATE UNIQUE INDEX "partner_name_key" ON "partner"("name");

-- CreateIndex
CREATE UNIQUE INDEX "app_partner_id_name_key" ON "app"("partner_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "material_plan_id_material_id_version_language_key" ON "material"("plan_id", "material_id", "version", "language");

-- CreateIndex
CREATE INDEX "consent_grant_member_id_signed_at_idx" ON "consent_grant"("member_id", "signed_at");

-- CreateIndex
CREATE INDEX "consent_grant_app_id_state_member_id_idx" ON "consent_grant"("app_id", "state", "member_id");

-- CreateIndex
CREATE INDEX "demographics_member_id_service_date_id_idx" ON "health"."demographics"("member_id", "service_date", "id");

-- CreateIndex
CREATE INDEX "demographics_member_number_idx" ON "health"."demographics"("member_number");

-- CreateIndex
CREATE UNIQUE INDEX "demographics_member_id_source_id_key" ON "health"."demographics"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "coverage_member_id_service_date_id_idx" ON "health"."coverage"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "coverage_member_id_source_id_key" ON "health"."coverage"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "claim_member_id_service_date_id_idx" ON "health"."claim"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "claim_member_id_resource_type_source_id_key" ON "health"."claim"("member_id", "resource_type", "source_id");

-- CreateIndex
CREATE INDEX "encounter_member_id_service_date_id_idx" ON "health"."encounter"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "encounter_member_id_source_id_key" ON "health"."encounter"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "medication_request_member_id_service_date_id_idx" ON "health"."medication_request"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "medication_request_member_id_source_id_key" ON "health"."medication_request"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "medication_dispense_member_id_service_date_id_idx" ON "health"."medication_dispense"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "medication_dispense_member_id_source_id_key" ON "health"."medication_dispense"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "condition_member_id_service_date_id_idx" ON "health"."condition"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "condition_member_id_source_id_key" ON "health"."condition"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "observation_member_id_service_date_id_idx" ON "health"."observation"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "observation_member_id_source_id_key" ON "health"."observation"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "procedure_member_id_service_date_id_idx" ON "health"."procedure"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "procedure_member_id_source_id_key" ON "health"."procedure"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "allergy_intolerance_member_id_service_date_id_idx" ON "health"."allergy_intolerance"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "allergy_intolerance_member_id_source_id_key" ON "health"."allergy_intolerance"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "immunization_member_id_service_date_id_idx" ON "health"."immunization"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "immunization_member_id_source_id_key" ON "health"."immunization"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "diagnostic_report_member_id_service_date_id_idx" ON "health"."diagnostic_report"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "diagnostic_report_member_id_source_id_key" ON "health"."diagnostic_report"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "document_reference_member_id_service_date_id_idx" ON "health"."document_reference"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "document_reference_member_id_source_id_key" ON "health"."document_reference"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "care_plan_member_id_service_date_id_idx" ON "health"."care_plan"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "care_plan_member_id_source_id_key" ON "health"."care_plan"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "care_team_member_id_service_date_id_idx" ON "health"."care_team"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "care_team_member_id_source_id_key" ON "health"."care_team"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "goal_member_id_service_date_id_idx" ON "health"."goal"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "goal_member_id_source_id_key" ON "health"."goal"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "device_member_id_service_date_id_idx" ON "health"."device"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "device_member_id_source_id_key" ON "health"."device"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "imaging_study_member_id_service_date_id_idx" ON "health"."imaging_study"("member_id", "service_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "imaging_study_member_id_source_id_key" ON "health"."imaging_study"("member_id", "source_id");

-- CreateIndex
CREATE INDEX "benefit_coverage_id_idx" ON "health"."benefit"("coverage_id");

-- CreateIndex
CREATE INDEX "benefit_member_id_sequence_id_idx" ON "health"."benefit"("member_id", "sequence", "id");

-- CreateIndex
CREATE INDEX "claim_line_claim_id_sequence_idx" ON "health"."claim_line"("claim_id", "sequence");

-- CreateIndex
CREATE INDEX "claim_diagnosis_claim_id_sequence_idx" ON "health"."claim_diagnosis"("claim_id", "sequence");

-- CreateIndex
CREATE INDEX "payment_claim_id_idx" ON "health"."payment"("claim_id");

-- CreateIndex
CREATE INDEX "payment_member_id_service_date_id_idx" ON "health"."payment"("member_id", "service_date", "id");

-- CreateIndex
CREATE INDEX "record_reference_to_id_idx" ON "health"."record_reference"("to_id");

-- CreateIndex
CREATE UNIQUE INDEX "care_provider_plan_id_source_type_source_id_key" ON "health"."care_provider"("plan_id", "source_type", "source_id");

-- AddForeignKey
ALTER TABLE "line_of_business" ADD CONSTRAINT "line_of_business_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app" ADD CONSTRAINT "app_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_attestation" ADD CONSTRAINT "app_attestation_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "material" ADD CONSTRAINT "material_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent_grant" ADD CONSTRAINT "consent_grant_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent_grant" ADD CONSTRAINT "consent_grant_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent_grant" ADD CONSTRAINT "consent_grant_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grant_material" ADD CONSTRAINT "grant_material_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "consent_grant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grant_material" ADD CONSTRAINT "grant_material_material_id_fkey" FOREIGN KEY ("material_id") REFERENCES "material"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."demographics" ADD CONSTRAINT "demographics_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."coverage" ADD CONSTRAINT "coverage_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."claim" ADD CONSTRAINT "claim_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."encounter" ADD CONSTRAINT "encounter_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."medication_request" ADD CONSTRAINT "medication_request_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."medication_dispense" ADD CONSTRAINT "medication_dispense_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."condition" ADD CONSTRAINT "condition_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."observation" ADD CONSTRAINT "observation_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."procedure" ADD CONSTRAINT "procedure_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."allergy_intolerance" ADD CONSTRAINT "allergy_intolerance_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."immunization" ADD CONSTRAINT "immunization_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."diagnostic_report" ADD CONSTRAINT "diagnostic_report_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."document_reference" ADD CONSTRAINT "document_reference_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."care_plan" ADD CONSTRAINT "care_plan_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."care_team" ADD CONSTRAINT "care_team_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."goal" ADD CONSTRAINT "goal_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."device" ADD CONSTRAINT "device_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."imaging_study" ADD CONSTRAINT "imaging_study_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."benefit" ADD CONSTRAINT "benefit_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."benefit" ADD CONSTRAINT "benefit_coverage_id_fkey" FOREIGN KEY ("coverage_id") REFERENCES "health"."coverage"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."claim_line" ADD CONSTRAINT "claim_line_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."claim_line" ADD CONSTRAINT "claim_line_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "health"."claim"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."claim_diagnosis" ADD CONSTRAINT "claim_diagnosis_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."claim_diagnosis" ADD CONSTRAINT "claim_diagnosis_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "health"."claim"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."payment" ADD CONSTRAINT "payment_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."payment" ADD CONSTRAINT "payment_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "health"."claim"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health"."record_reference" ADD CONSTRAINT "record_reference_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
