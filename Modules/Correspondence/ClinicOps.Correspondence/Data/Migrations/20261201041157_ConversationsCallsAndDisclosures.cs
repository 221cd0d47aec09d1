using System;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ClinicOps.Correspondence.Data.Migrations
{
    /// <inheritdoc />
    internal sealed partial class ConversationsCallsAndDisclosures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<Guid>(
                name: "patient_id",
                schema: "correspondence",
                table: "notices",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<bool>(
                name: "by_link",
                schema: "correspondence",
                table: "notices",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "conversation_id",
                schema: "correspondence",
                table: "notices",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "with_clinic_copy",
                schema: "correspondence",
                table: "letters",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "fax_ended_at",
                schema: "correspondence",
                table: "deliveries",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "fax_job",
                schema: "correspondence",
                table: "deliveries",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "fax_line",
                schema: "correspondence",
                table: "deliveries",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "nevertheless",
                schema: "correspondence",
                table: "deliveries",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "clinic_copy_hash",
                schema: "correspondence",
                table: "approvals",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "canned_answers",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    words = table.Column<string>(type: "text", nullable: false),
                    for_kind = table.Column<string>(type: "text", nullable: true),
                    is_removed = table.Column<bool>(type: "boolean", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_canned_answers", x => x.id);
                    table.CheckConstraint("canned_answers_kind_is_known", "for_kind IS NULL OR for_kind IN ('question', 'request', 'concern', 'complaint')");
                    table.CheckConstraint("canned_answers_language_is_known", "language IN ('en', 'es')");
                });

            migrationBuilder.CreateTable(
                name: "conversations",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    correspondent = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    outcome_words = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acknowledged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    escalations = table.Column<int>(type: "integer", nullable: false),
                    escalated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    red_flag_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    red_flag_words = table.Column<string>(type: "text", nullable: false),
                    red_flag_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    red_flag_seen_by = table.Column<Guid>(type: "uuid", nullable: true),
                    task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    opened_by = table.Column<Guid>(type: "uuid", nullable: true),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_entry_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversations", x => x.id);
                    table.CheckConstraint("conversations_closed_have_an_outcome", "(state = 'closed') = (outcome IS NOT NULL) AND (state = 'closed') = (closed_at IS NOT NULL)");
                    table.CheckConstraint("conversations_kind_is_known", "kind IN ('question', 'request', 'concern', 'complaint')");
                    table.CheckConstraint("conversations_state_is_known", "state IN ('open', 'waiting', 'closed')");
                });

            migrationBuilder.CreateTable(
                name: "disclosures",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    corrects_id = table.Column<Guid>(type: "uuid", nullable: true),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    letter_id = table.Column<Guid>(type: "uuid", nullable: true),
                    delivery_id = table.Column<Guid>(type: "uuid", nullable: true),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: true),
                    recipient = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    way = table.Column<string>(type: "text", nullable: false),
                    what = table.Column<string>(type: "text", nullable: false),
                    pages = table.Column<int>(type: "integer", nullable: false),
                    document_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false, defaultValueSql: "'{}'"),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    authority = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    left_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by_hand = table.Column<bool>(type: "boolean", nullable: false),
                    access_class = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disclosures", x => x.id);
                    table.CheckConstraint("disclosures_begin_with_what_left", "state <> 'not_left' OR corrects_id IS NOT NULL");
                    table.CheckConstraint("disclosures_kind_is_known", "kind IN ('patient', 'family', 'colleague', 'payer', 'other')");
                    table.CheckConstraint("disclosures_purpose_is_known", "purpose IN ('treatment', 'payment', 'operations', 'at_request', 'required_by_law', 'authorization', 'mistake')");
                    table.CheckConstraint("disclosures_state_is_known", "state IN ('left', 'may_have_left', 'came_back', 'not_left')");
                    table.CheckConstraint("disclosures_way_is_known", "way IN ('email', 'print', 'fax', 'in_person', 'phone', 'disc')");
                    table.ForeignKey(
                        name: "fk_disclosures_disclosures_corrects_id",
                        column: x => x.corrects_id,
                        principalSchema: "correspondence",
                        principalTable: "disclosures",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fax_incidents",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    delivery_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    learned = table.Column<string>(type: "text", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    opened_by = table.Column<Guid>(type: "uuid", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fax_incidents", x => x.id);
                    table.ForeignKey(
                        name: "fk_fax_incidents_deliveries_delivery_id",
                        column: x => x.delivery_id,
                        principalSchema: "correspondence",
                        principalTable: "deliveries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fax_numbers",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    digits = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    checked_by = table.Column<Guid>(type: "uuid", nullable: true),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    checked_how = table.Column<string>(type: "text", nullable: true),
                    checked_where = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fax_numbers", x => x.id);
                    table.CheckConstraint("fax_numbers_checked_say_how", "state <> 'checked' OR (checked_at IS NOT NULL AND checked_how IN ('called', 'test_page', 'letterhead'))");
                    table.CheckConstraint("fax_numbers_kind_is_known", "kind IN ('colleague', 'payer', 'other')");
                    table.CheckConstraint("fax_numbers_state_is_known", "state IN ('new', 'checked', 'misdirected', 'retired')");
                });

            migrationBuilder.CreateTable(
                name: "letter_batches",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    template_code = table.Column<string>(type: "text", nullable: false),
                    template_version = table.Column<int>(type: "integer", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    closing_day = table.Column<DateOnly>(type: "date", nullable: true),
                    closed = table.Column<int>(type: "integer", nullable: false),
                    begun_by = table.Column<Guid>(type: "uuid", nullable: true),
                    begun_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    stopped_in = table.Column<string>(type: "text", nullable: true),
                    stop_reason = table.Column<string>(type: "text", nullable: true),
                    works_as = table.Column<Guid>(type: "uuid", nullable: true),
                    approved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    shown_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    worked = table.Column<int>(type: "integer", nullable: false),
                    seconds = table.Column<double>(type: "double precision", nullable: false),
                    failing = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_letter_batches", x => x.id);
                    table.CheckConstraint("letter_batches_kind_is_known", "kind IN ('recall', 'no_show', 'closing', 'listed')");
                    table.CheckConstraint("letter_batches_state_is_known", "state IN ('drafting', 'drafted', 'approving', 'done', 'withdrawing', 'withdrawn', 'stopped')");
                    table.CheckConstraint("letter_batches_stopped_know_where", "(state = 'stopped') = (stopped_in IS NOT NULL) AND (state = 'stopped') = (stop_reason IS NOT NULL)");
                });

            migrationBuilder.CreateTable(
                name: "letter_templates",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    blocks = table.Column<string>(type: "jsonb", nullable: false),
                    with_clinic_copy = table.Column<bool>(type: "boolean", nullable: false),
                    retired = table.Column<bool>(type: "boolean", nullable: false),
                    back_to_built_in = table.Column<bool>(type: "boolean", nullable: false),
                    written_by = table.Column<Guid>(type: "uuid", nullable: true),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_letter_templates", x => x.id);
                    table.CheckConstraint("letter_templates_language_is_known", "language IN ('en', 'es')");
                });

            migrationBuilder.CreateTable(
                name: "records_requests",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: false),
                    care_thread_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asker_kind = table.Column<string>(type: "text", nullable: false),
                    asker_name = table.Column<string>(type: "text", nullable: false),
                    asker_address = table.Column<string>(type: "text", nullable: false),
                    words = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: true),
                    until = table.Column<DateOnly>(type: "date", nullable: true),
                    kinds = table.Column<string[]>(type: "text[]", nullable: false),
                    form_document_id = table.Column<Guid>(type: "uuid", nullable: true),
                    received_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    refusal_letter_id = table.Column<Guid>(type: "uuid", nullable: true),
                    found = table.Column<string>(type: "jsonb", nullable: true),
                    document_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    papers_id = table.Column<Guid>(type: "uuid", nullable: true),
                    packet_hash = table.Column<string>(type: "text", nullable: true),
                    packet_pages = table.Column<int>(type: "integer", nullable: false),
                    handed_over_id = table.Column<Guid>(type: "uuid", nullable: true),
                    access_class = table.Column<string>(type: "text", nullable: false),
                    received_by = table.Column<Guid>(type: "uuid", nullable: true),
                    entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    retain_until = table.Column<DateOnly>(type: "date", nullable: true),
                    legal_hold = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_records_requests", x => x.id);
                    table.CheckConstraint("records_requests_are_checked_first", "state NOT IN ('checked', 'packed', 'released') OR found IS NOT NULL");
                    table.CheckConstraint("records_requests_asker_is_known", "asker_kind IN ('patient', 'family', 'attorney', 'insurer', 'clinic', 'agency')");
                    table.CheckConstraint("records_requests_have_a_packet", "state NOT IN ('packed', 'released') OR (papers_id IS NOT NULL AND packet_hash IS NOT NULL)");
                    table.CheckConstraint("records_requests_state_is_known", "state IN ('received', 'checked', 'packed', 'released', 'refused', 'withdrawn')");
                });

            migrationBuilder.CreateTable(
                name: "conversation_entries",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    direction = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    person = table.Column<string>(type: "text", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: true),
                    caller_check = table.Column<string>(type: "text", nullable: true),
                    checked_with = table.Column<string>(type: "text", nullable: true),
                    call_outcome = table.Column<string>(type: "text", nullable: true),
                    number = table.Column<string>(type: "text", nullable: true),
                    call_back_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    for_id = table.Column<Guid>(type: "uuid", nullable: true),
                    words = table.Column<string>(type: "text", nullable: false),
                    letter_id = table.Column<Guid>(type: "uuid", nullable: true),
                    message_id = table.Column<string>(type: "text", nullable: true),
                    raw_hash = table.Column<string>(type: "text", nullable: true),
                    notice_id = table.Column<Guid>(type: "uuid", nullable: true),
                    says_nothing_of_a_patient = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    taken_back_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    taken_back_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversation_entries", x => x.id);
                    table.CheckConstraint("conversation_entries_channel_is_known", "channel IN ('email', 'call', 'walk_in', 'letter', 'link', 'note')");
                    table.CheckConstraint("conversation_entries_direction_is_known", "direction IN ('in', 'out', 'internal')");
                    table.CheckConstraint("conversation_entries_notes_stay", "(channel = 'note') = (direction = 'internal')");
                    table.CheckConstraint("conversation_entries_only_calls_promise_calls", "channel = 'call' OR (call_back_at IS NULL AND for_id IS NULL)");
                    table.ForeignKey(
                        name: "fk_conversation_entries_conversations_conversation_id",
                        column: x => x.conversation_id,
                        principalSchema: "correspondence",
                        principalTable: "conversations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "conversation_events",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    what = table.Column<string>(type: "text", nullable: false),
                    before = table.Column<string>(type: "text", nullable: true),
                    after = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversation_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_conversation_events_conversations_conversation_id",
                        column: x => x.conversation_id,
                        principalSchema: "correspondence",
                        principalTable: "conversations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "received_mails",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<string>(type: "text", nullable: false),
                    folder = table.Column<string>(type: "text", nullable: false),
                    uid_validity = table.Column<long>(type: "bigint", nullable: false),
                    uid = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: true),
                    answers_id = table.Column<Guid>(type: "uuid", nullable: true),
                    from_address = table.Column<string>(type: "text", nullable: false),
                    from_name = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    words = table.Column<string>(type: "text", nullable: false),
                    quoted = table.Column<string>(type: "text", nullable: false),
                    attachments = table.Column<string>(type: "jsonb", nullable: false),
                    message_id = table.Column<string>(type: "text", nullable: true),
                    raw_hash = table.Column<string>(type: "text", nullable: true),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_received_mails", x => x.id);
                    table.CheckConstraint("received_mails_kind_is_known", "kind IN ('message', 'repeat', 'automatic')");
                    table.CheckConstraint("received_mails_of_people_are_somewhere", "kind <> 'message' OR (conversation_id IS NOT NULL AND entry_id IS NOT NULL)");
                    table.ForeignKey(
                        name: "fk_received_mails_conversations_conversation_id",
                        column: x => x.conversation_id,
                        principalSchema: "correspondence",
                        principalTable: "conversations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fax_incident_steps",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    incident_id = table.Column<Guid>(type: "uuid", nullable: false),
                    what = table.Column<string>(type: "text", nullable: false),
                    words = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fax_incident_steps", x => x.id);
                    table.CheckConstraint("fax_incident_steps_are_known", "what IN ('called', 'destroyed', 'disclosed', 'told', 'assessed_due', 'assessed_not_due', 'closed')");
                    table.ForeignKey(
                        name: "fk_fax_incident_steps_fax_incidents_incident_id",
                        column: x => x.incident_id,
                        principalSchema: "correspondence",
                        principalTable: "fax_incidents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "batch_letters",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: true),
                    claimed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    claimed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_letters", x => x.id);
                    table.CheckConstraint("batch_letters_state_is_known", "state IN ('waiting', 'drafted', 'queued', 'skipped', 'broken', 'withdrawn', 'left')");
                    table.ForeignKey(
                        name: "fk_batch_letters_letter_batches_batch_id",
                        column: x => x.batch_id,
                        principalSchema: "correspondence",
                        principalTable: "letter_batches",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "records_steps",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    request_id = table.Column<Guid>(type: "uuid", nullable: false),
                    what = table.Column<string>(type: "text", nullable: false),
                    papers_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_records_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_records_steps_records_requests_request_id",
                        column: x => x.request_id,
                        principalSchema: "correspondence",
                        principalTable: "records_requests",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "message_links",
                schema: "correspondence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_hash = table.Column<string>(type: "text", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    wrong_tries = table.Column<int>(type: "integer", nullable: false),
                    locked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_links", x => x.id);
                    table.ForeignKey(
                        name: "fk_message_links_conversation_entries_id",
                        column: x => x.id,
                        principalSchema: "correspondence",
                        principalTable: "conversation_entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_notices_conversation_id",
                schema: "correspondence",
                table: "notices",
                column: "conversation_id");

            migrationBuilder.AddCheckConstraint(
                name: "notices_are_for_a_patient_or_answer",
                schema: "correspondence",
                table: "notices",
                sql: "patient_id IS NOT NULL OR conversation_id IS NOT NULL");

            migrationBuilder.AddCheckConstraint(
                name: "deliveries_fax_line_is_known",
                schema: "correspondence",
                table: "deliveries",
                sql: "fax_line IN ('queue', 'mail')");

            migrationBuilder.CreateIndex(
                name: "ix_batch_letters_batch_id_patient_id",
                schema: "correspondence",
                table: "batch_letters",
                columns: new[] { "batch_id", "patient_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_batch_letters_batch_id_state_ordinal",
                schema: "correspondence",
                table: "batch_letters",
                columns: new[] { "batch_id", "state", "ordinal" });

            migrationBuilder.CreateIndex(
                name: "ix_batch_letters_patient_id",
                schema: "correspondence",
                table: "batch_letters",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_canned_answers_code_language",
                schema: "correspondence",
                table: "canned_answers",
                columns: new[] { "code", "language" },
                unique: true,
                filter: "NOT is_removed");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_entries_call_back_at",
                schema: "correspondence",
                table: "conversation_entries",
                column: "call_back_at",
                filter: "call_back_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_entries_channel_number_at",
                schema: "correspondence",
                table: "conversation_entries",
                columns: new[] { "channel", "number", "at" },
                filter: "channel = 'call'");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_entries_conversation_id_at",
                schema: "correspondence",
                table: "conversation_entries",
                columns: new[] { "conversation_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_conversation_entries_for_id",
                schema: "correspondence",
                table: "conversation_entries",
                column: "for_id",
                filter: "for_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_entries_message_id",
                schema: "correspondence",
                table: "conversation_entries",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_entries_notice_id",
                schema: "correspondence",
                table: "conversation_entries",
                column: "notice_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_events_conversation_id_at",
                schema: "correspondence",
                table: "conversation_events",
                columns: new[] { "conversation_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_address",
                schema: "correspondence",
                table: "conversations",
                column: "address");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_care_thread_id",
                schema: "correspondence",
                table: "conversations",
                column: "care_thread_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_location_id_state_last_entry_at",
                schema: "correspondence",
                table: "conversations",
                columns: new[] { "location_id", "state", "last_entry_at" });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_patient_id_opened_at",
                schema: "correspondence",
                table: "conversations",
                columns: new[] { "patient_id", "opened_at" });

            migrationBuilder.CreateIndex(
                name: "disclosures_one_correction",
                schema: "correspondence",
                table: "disclosures",
                column: "corrects_id",
                unique: true,
                filter: "corrects_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_disclosures_delivery_id",
                schema: "correspondence",
                table: "disclosures",
                column: "delivery_id");

            migrationBuilder.CreateIndex(
                name: "ix_disclosures_letter_id",
                schema: "correspondence",
                table: "disclosures",
                column: "letter_id");

            migrationBuilder.CreateIndex(
                name: "ix_disclosures_patient_id_left_at",
                schema: "correspondence",
                table: "disclosures",
                columns: new[] { "patient_id", "left_at" });

            migrationBuilder.CreateIndex(
                name: "ix_fax_incident_steps_incident_id_at",
                schema: "correspondence",
                table: "fax_incident_steps",
                columns: new[] { "incident_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_fax_incidents_delivery_id",
                schema: "correspondence",
                table: "fax_incidents",
                column: "delivery_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_fax_incidents_opened_at",
                schema: "correspondence",
                table: "fax_incidents",
                column: "opened_at",
                filter: "closed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_fax_numbers_digits",
                schema: "correspondence",
                table: "fax_numbers",
                column: "digits",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_letter_batches_location_id_begun_at",
                schema: "correspondence",
                table: "letter_batches",
                columns: new[] { "location_id", "begun_at" });

            migrationBuilder.CreateIndex(
                name: "ix_letter_batches_state_step_at",
                schema: "correspondence",
                table: "letter_batches",
                columns: new[] { "state", "step_at" },
                filter: "state IN ('drafting', 'approving', 'withdrawing')");

            migrationBuilder.CreateIndex(
                name: "ix_letter_templates_code_language_version",
                schema: "correspondence",
                table: "letter_templates",
                columns: new[] { "code", "language", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_message_links_token_hash",
                schema: "correspondence",
                table: "message_links",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_received_mails_account_folder_uid_validity_uid",
                schema: "correspondence",
                table: "received_mails",
                columns: new[] { "account", "folder", "uid_validity", "uid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_received_mails_conversation_id",
                schema: "correspondence",
                table: "received_mails",
                column: "conversation_id");

            migrationBuilder.CreateIndex(
                name: "ix_received_mails_entry_id",
                schema: "correspondence",
                table: "received_mails",
                column: "entry_id");

            migrationBuilder.CreateIndex(
                name: "ix_received_mails_found_at",
                schema: "correspondence",
                table: "received_mails",
                column: "found_at",
                filter: "kind = 'automatic' AND conversation_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_received_mails_message_id",
                schema: "correspondence",
                table: "received_mails",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "ix_received_mails_raw_hash",
                schema: "correspondence",
                table: "received_mails",
                column: "raw_hash");

            migrationBuilder.CreateIndex(
                name: "ix_records_requests_location_id_state_due_on",
                schema: "correspondence",
                table: "records_requests",
                columns: new[] { "location_id", "state", "due_on" });

            migrationBuilder.CreateIndex(
                name: "ix_records_requests_patient_id",
                schema: "correspondence",
                table: "records_requests",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_records_steps_papers_id",
                schema: "correspondence",
                table: "records_steps",
                column: "papers_id");

            migrationBuilder.CreateIndex(
                name: "ix_records_steps_request_id_at",
                schema: "correspondence",
                table: "records_steps",
                columns: new[] { "request_id", "at" });

            migrationBuilder.AddForeignKey(
                name: "fk_notices_conversations_conversation_id",
                schema: "correspondence",
                table: "notices",
                column: "conversation_id",
                principalSchema: "correspondence",
                principalTable: "conversations",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            foreach (var table in new[] { "conversations", "message_links", "records_requests" })
            {
                migrationBuilder.Sql(JoinTriggers.Create("correspondence", new SubjectColumn(table, "id", "patient_id")));
            }

            // What waited when this build came was asked for before it was asked whether the patient wants it by that way.
            migrationBuilder.Sql("UPDATE correspondence.deliveries SET nevertheless = true WHERE state = 'pending'");

            // What had left before there was a log of it stands in the log.
            migrationBuilder.Sql(
                """
                INSERT INTO correspondence.disclosures (
                    id, patient_id, letter_id, delivery_id, attempt, location_id, care_thread_id, recipient, kind, address, way, what, pages, document_ids, purpose, authority, state, left_at, by, at, by_hand, access_class)
                SELECT d.id, l.patient_id, l.id, d.id, d.attempts, l.location_id, l.care_thread_id, d.recipient, r.kind, coalesce(d.address, ''), d.way, a.subject, a.page_count, l.document_ids,
                    CASE r.kind WHEN 'colleague' THEN 'treatment' WHEN 'payer' THEN 'payment' ELSE 'at_request' END, '',
                    CASE d.state WHEN 'unknown' THEN 'may_have_left' WHEN 'failed' THEN 'came_back' ELSE 'left' END,
                    coalesce(d.left_at, d.sending_since, d.requested_at), coalesce(d.printed_by, d.requested_by), now(), false, l.access_class
                FROM correspondence.deliveries d
                JOIN correspondence.letters l ON l.id = d.letter_id
                JOIN correspondence.approvals a ON a.id = d.approval_id
                CROSS JOIN LATERAL (SELECT coalesce(d.read_by, CASE WHEN l.template_code IN ('order-query', 'referral-request', 'papers') THEN 'colleague'
                    WHEN l.template_code = 'family-letter' THEN 'family' ELSE 'patient' END) AS kind) r
                WHERE d.left_at IS NOT NULL OR d.state = 'unknown'
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_notices_conversations_conversation_id",
                schema: "correspondence",
                table: "notices");

            migrationBuilder.DropTable(
                name: "batch_letters",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "canned_answers",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "conversation_events",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "disclosures",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "fax_incident_steps",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "fax_numbers",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "letter_templates",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "message_links",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "received_mails",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "records_steps",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "letter_batches",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "fax_incidents",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "conversation_entries",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "records_requests",
                schema: "correspondence");

            migrationBuilder.DropTable(
                name: "conversations",
                schema: "correspondence");

            migrationBuilder.DropIndex(
                name: "ix_notices_conversation_id",
                schema: "correspondence",
                table: "notices");

            migrationBuilder.DropCheckConstraint(
                name: "notices_are_for_a_patient_or_answer",
                schema: "correspondence",
                table: "notices");

            migrationBuilder.DropCheckConstraint(
                name: "deliveries_fax_line_is_known",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "by_link",
                schema: "correspondence",
                table: "notices");

            migrationBuilder.DropColumn(
                name: "conversation_id",
                schema: "correspondence",
                table: "notices");

            migrationBuilder.DropColumn(
                name: "with_clinic_copy",
                schema: "correspondence",
                table: "letters");

            migrationBuilder.DropColumn(
                name: "fax_ended_at",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "fax_job",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "fax_line",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "nevertheless",
                schema: "correspondence",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "clinic_copy_hash",
                schema: "correspondence",
                table: "approvals");

            migrationBuilder.AlterColumn<Guid>(
                name: "patient_id",
                schema: "correspondence",
                table: "notices",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);
        }
    }
}
