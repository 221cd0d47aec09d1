using System.Text;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Testing;

namespace ClinicOps.Host.Tests.Access;

/// <summary>Whose a row is, seen by a user who works at Harbor and is cleared for nothing.</summary>
public enum Whose
{
    /// <summary>At the user's location, of a patient whom everybody may see.</summary>
    Own,

    /// <summary>At another location.</summary>
    Other,

    /// <summary>At the user's location, of a patient (or with a class of its own) whom the user is not cleared for.</summary>
    Closed,

    /// <summary>An id of nothing.</summary>
    Missing,
}

/// <summary>What an id in an address or a form can name.</summary>
public enum Thing
{
    Patient,
    Location,
    Provider,
    Visit,
    Task,
    Authorization,
    Referral,
    AuthorizationPacket,
    ReferralPacket,

    /// <summary>A visit that is over, with its coding.</summary>
    FinishedVisit,

    /// <summary>What was handed to billing.</summary>
    CodingHandOff,
    Transmission,
    Page,
    FiledDocument,
    WaitingDocument,

    /// <summary>A filing drawn to be checked again.</summary>
    Recheck,

    /// <summary>Something that somebody has to do about a filed document.</summary>
    Duty,
    Letter,
    Delivery,
    Conversation,
    RecordsRequest,

    /// <summary>What was printed together and can be undone.</summary>
    PrintBatch,

    /// <summary>Letters to many: at a location, and nobody's in particular; the closed patient is in that of the user's location too.</summary>
    LetterBatch,

    /// <summary>A fax number, one for all: faxes of each were sent to it.</summary>
    FaxNumber,

    /// <summary>A fax that reached somebody else.</summary>
    FaxIncident,
    Mail,
    MailAccount,
    VisitType,
    VisitChange,

    /// <summary>Somebody who waits for a freed time.</summary>
    WaitlistEntry,

    /// <summary>At a location, and nobody's in particular.</summary>
    FreedSlot,
    SlotOffer,
    Recall,

    /// <summary>That an appointment is wanted.</summary>
    AppointmentRequest,

    /// <summary>The absence of a provider: of a location; on its list is who is closed too.</summary>
    Outage,

    /// <summary>What one fax began and all that came of it carries.</summary>
    CareThread,
    User,
    LedgerEntry,

    /// <summary>An opened drawer: at a location, and nobody's in particular.</summary>
    DrawerSession,

    /// <summary>A file of the EHR, one for all: it has a line about the closed patient too.</summary>
    PatientFile,

    /// <summary>A file of the EHR, one for all: it would move visits of each.</summary>
    ScheduleFile,

    /// <summary>An id that the form makes itself, for what is about to be new.</summary>
    Fresh,
}

/// <summary>
/// One row of every kind for each of <see cref="Whose"/>, written into the database of a running host. Every text of a row holds the
/// word of whose it is, so that a page that shows what it should not gives itself away. Patients belong to no location: that of
/// another location's rows is seen by all.
/// </summary>
public sealed class AccessWorld
{
    public const string OwnWord = "quartzown";
    public const string OtherWord = "quartzother";
    public const string ClosedWord = "quartzclosed";

    /// <summary>Of today, where the user works.</summary>
    private const string Noon = "(date_trunc('day', now() AT TIME ZONE 'America/New_York') + interval '12 hours') AT TIME ZONE 'America/New_York'";

    private const string NobodyNamed = """
        {"Names":[],"BirthDates":[],"Sexes":[],"Mrns":[],"MemberIds":[],"Phones":[],"Addresses":[],"OtherPeople":[],"Mentions":[],"LeastPageConfidence":90,"MostUncoveredInk":0}
        """;

    private const string ReferralFacts = """
        {"Request":{"Provider":"","Practice":"","Specialty":"","Reason":"","Diagnosis":"","Urgency":"routine","Payer":"","Enclosed":[]},"State":"sent","StateReason":"","Number":""}
        """;

    private readonly Dictionary<(Thing, Whose), Guid> ids = [];
    private readonly RunningHost host;

    private AccessWorld(RunningHost host) => this.host = host;

    public Guid Id(Thing thing, Whose whose) =>
        thing == Thing.Fresh || whose == Whose.Missing ? Guid.CreateVersion7() : ids[(thing, whose)];

    public static async Task<AccessWorld> In(RunningHost host)
    {
        var world = new AccessWorld(host);
        await host.Sql($"UPDATE host.users SET location_ids = ARRAY['{TestOrganization.Harbor.Id}'::uuid]");
        foreach (var whose in (Whose[])[Whose.Own, Whose.Other, Whose.Closed])
        {
            await world.Write(whose);
        }

        await world.WritePatientFile();
        await world.WriteScheduleFile();

        return world;
    }

    /// <summary>Changes whenever a row changes that the user must not see, or a new one comes to be about the closed patient.</summary>
    public async Task<string> HiddenRows()
    {
        var hidden = ids.Where(id => id.Key is (not Thing.Patient and not Thing.User and not Thing.Location and not Thing.VisitType and not Thing.PatientFile and not Thing.ScheduleFile, Whose.Other) or (not Thing.User and not Thing.Location and not Thing.VisitType and not Thing.PatientFile and not Thing.ScheduleFile, Whose.Closed))
            .Select(id => $"'{id.Value}'");
        var closed = Id(Thing.Patient, Whose.Closed);
        var tables = new (string Table, string? AlsoAbout)[]
        {
            ("intake.patients", null), ("intake.tasks", "patient_id"), ("intake.ledger_entries", "patient_id"), ("intake.drawer_sessions", null), ("intake.signed_forms", "patient_id"), ("intake.eligibility_checks", "patient_id"), ("intake.patient_coverages", "patient_id"), ("intake.authorizations", "patient_id"), ("intake.referrals", "patient_id"), ("intake.patient_file_lines", "patient_id"), ("documents.transmissions", null), ("documents.documents", "patient_id"), ("documents.pages", null),
            ("documents.orders", "patient_id"), ("documents.rechecks", null), ("documents.duties", null), ("documents.mail_messages", null), ("documents.mail_accounts", null), ("correspondence.letters", "patient_id"),
            ("correspondence.deliveries", null), ("correspondence.conversations", "patient_id"), ("correspondence.fax_incidents", null), ("correspondence.records_requests", "patient_id"), ("correspondence.disclosures", "patient_id"), ("correspondence.letter_batches", null),
            ("correspondence.batch_letters", "patient_id"), ("scheduling.visits", "patient_id"), ("scheduling.visit_changes", null), ("scheduling.appointment_requests", "patient_id"),
            ("scheduling.waitlist_entries", "patient_id"), ("scheduling.freed_slots", null), ("scheduling.slot_offers", null), ("scheduling.recalls", "patient_id"),
            ("scheduling.provider_outages", null),
        };
        var states = tables.Select(table =>
            $"SELECT t::text || t.xmin::text AS state FROM {table.Table} t WHERE id IN ({string.Join(',', hidden)})" + (table.AlsoAbout is { } about ? $" OR {about} = '{closed}'" : ""));
        return (string)(await host.Sql($"SELECT md5(string_agg(state, '|' ORDER BY state)) FROM ({string.Join(" UNION ALL ", states)}) AS s"))[0]!;
    }

    private async Task Write(Whose whose)
    {
        var word = whose switch { Whose.Own => OwnWord, Whose.Other => OtherWord, _ => ClosedWord };
        var location = whose == Whose.Other ? TestOrganization.Mesa.Id : TestOrganization.Harbor.Id;
        var accessClass = whose == Whose.Closed ? "restricted" : "standard";
        var thread = ids[(Thing.CareThread, whose)] = Guid.CreateVersion7();
        ids[(Thing.Location, whose)] = location;
        ids[(Thing.User, whose)] = (Guid)(await host.Sql("SELECT id FROM host.users WHERE user_name = 'clinician'"))[0]!;

        var named = whose == Whose.Other ? "Beryl" : word;
        var patient = await Insert(Thing.Patient, whose, "intake.patients", ("mrn", $"M{named}1"), ("mrn_key", NameKeys.Number($"M{named}1")), ("birth_date", "1980-02-03"), ("sex", "F"), ("access_class", accessClass));
        await WriteName(patient, named);
        if (whose == Whose.Closed)
        {
            foreach (var module in (string[])["documents", "scheduling", "correspondence"])
            {
                await host.Sql($"INSERT INTO {module}.subject_classes (subject_id, access_class) VALUES ('{patient}', 'restricted')");
            }
        }

        var provider = await Insert(Thing.Provider, whose, "scheduling.providers", ("name", $"Dr. {whose}"), ("location_id", location));
        var visit = await Insert(
            Thing.Visit, whose, "scheduling.visits", ("patient_id", patient), ("provider_id", provider), ("location_id", location), ("visit_type", word),
            ("starts_at", Noon), ("ends_at", $"({Noon}) + interval '1 hour'"), ("state", "booked"), ("access_class", "standard"), ("care_thread_id", thread));
        await Insert(
            Thing.VisitChange, whose, "scheduling.visit_changes", ("visit_id", visit), ("at", "now()"), ("what", "booked"), ("provider_id", provider), ("location_id", location), ("starts_at", Noon));
        await WriteOutage(whose, location, provider, visit);
        await WriteChart(whose, word, location, patient, visit);
        await WriteCoding(whose, word, location, patient, provider);
        ids[(Thing.VisitType, whose)] = whose == Whose.Own
            ? await Insert(null, whose, "scheduling.visit_types", ("code", "checkup"), ("name", "Check-up"), ("minutes", "30"))
            : ids[(Thing.VisitType, Whose.Own)];
        await WriteWaiting(whose, location, patient, provider, visit);
        var mail = await WriteMail(whose, word, location);
        var (document, order) = await WriteDocuments(whose, word, location, patient, mail, thread);
        var task = await Insert(
            Thing.Task, whose, "intake.tasks", ("kind", "schedule"), ("title", $"Schedule {word}"), ("state", "open"), ("patient_id", patient), ("order_id", order), ("document_id", document),
            ("location_id", location), ("care_thread_id", thread), ("urgency", "routine"), ("access_class", "standard"), ("raised_at", "now()"));
        await WriteAuthorization(whose, word, location, patient, document);
        await WriteReferral(whose, word, location, patient, thread);
        await WriteCoverage(whose, word, location, patient, visit);
        await Insert(
            Thing.AppointmentRequest, whose, "scheduling.appointment_requests", ("task_id", task), ("patient_id", patient), ("location_id", location), ("urgency", "routine"), ("earliest", "2030-01-01"), ("state", "open"), ("care_thread_id", thread),
            ("access_class", "standard"), ("requested_at", "now()"));
        await WriteMoney(whose, word, location, patient);
        await WriteCall(whose, word, location, patient, thread);
        await WriteLetter(Thing.Letter, whose, word, location, patient, "draft");
        await WriteApproved(Thing.Delivery, whose, word, location, patient, "pending");
        await WriteApproved(null, whose, word, location, patient, "printed");
        var conversation = await Insert(
            Thing.Conversation, whose, "correspondence.conversations", ("patient_id", patient), ("care_thread_id", thread), ("location_id", location), ("kind", "question"), ("subject", $"About {word}"), ("correspondent", word),
            ("state", "open"), ("access_class", "standard"), ("opened_at", "now()"), ("last_entry_at", "now()"));
        await Insert(null, whose, "correspondence.conversation_entries", ("conversation_id", conversation), ("channel", "walk_in"), ("direction", "in"), ("at", "now()"), ("words", $"Asks about {word}"));
        var records = await Insert(
            Thing.RecordsRequest, whose, "correspondence.records_requests", ("patient_id", patient), ("care_thread_id", thread), ("location_id", location), ("asker_kind", "attorney"), ("asker_name", word), ("words", $"All about {word}"),
            ("kinds", "{}"), ("received_on", "2026-01-01"), ("due_on", "2026-01-31"), ("state", "received"), ("access_class", "standard"), ("entered_at", "now()"));
        await Insert(null, whose, "correspondence.records_steps", ("request_id", records), ("what", "received"), ("at", "now()"));
        await WriteBatch(whose, location, patient);
        await WriteIncident(whose, word, location, patient);
    }

    /// <summary>A batch of letters that is done. There is none of the closed patient's own: what is closed is a line in it.</summary>
    private async Task WriteBatch(Whose whose, Guid location, Guid patient)
    {
        var batch = whose == Whose.Closed
            ? ids[(Thing.LetterBatch, Whose.Own)]
            : await Insert(
                Thing.LetterBatch, whose, "correspondence.letter_batches", ("kind", "listed"), ("template_code", "results-are-in"), ("template_version", "1"), ("location_id", location), ("begun_at", "now()"),
                ("state", "done"), ("step_at", "now()"));
        await Insert(null, whose, "correspondence.batch_letters", ("batch_id", batch), ("patient_id", patient), ("ordinal", whose == Whose.Closed ? "2" : "1"), ("state", "skipped"), ("reason", "no_address"), ("changed_at", "now()"));
        if (whose == Whose.Closed)
        {
            ids[(Thing.LetterBatch, whose)] = ids[(Thing.LetterBatch, Whose.Other)];
        }
    }

    /// <summary>A fax that reached somebody else, of each one, at a number that is the house's.</summary>
    private async Task WriteIncident(Whose whose, string word, Guid location, Guid patient)
    {
        const string Number = "12075550177";
        if (whose == Whose.Own)
        {
            await Insert(Thing.FaxNumber, whose, "correspondence.fax_numbers", ("digits", Number), ("name", "Lake Clinic"), ("kind", "colleague"), ("state", "misdirected"), ("location_id", location), ("entered_at", "now()"));
        }

        var approval = (Guid)(await host.Sql($"SELECT a.id FROM correspondence.approvals a JOIN correspondence.letters l ON l.id = a.letter_id WHERE l.patient_id = '{patient}' ORDER BY a.id"))[0]!;
        var letter = (Guid)(await host.Sql($"SELECT letter_id FROM correspondence.approvals WHERE id = '{approval}'"))[0]!;
        var fax = await Insert(
            null, whose, "correspondence.deliveries", ("letter_id", letter), ("approval_id", approval), ("way", "fax"), ("address", Number), ("read_by", "colleague"), ("recipient", $"Dr. {word}"), ("location_id", location), ("state", "sent"),
            ("requested_at", "now()"), ("left_at", "now()"));
        var incident = await Insert(Thing.FaxIncident, whose, "correspondence.fax_incidents", ("delivery_id", fax), ("location_id", location), ("learned", $"He got the one of {word}"), ("opened_at", "now()"));
        await Insert(null, whose, "correspondence.fax_incident_steps", ("incident_id", incident), ("what", "called"), ("words", $"About {word}"), ("at", "now()"));
    }

    /// <summary>Somebody called about the patient, and was promised that the clinic calls back.</summary>
    private async Task WriteCall(Whose whose, string word, Guid location, Guid patient, Guid thread)
    {
        var conversation = await Insert(
            null, whose, "correspondence.conversations", ("patient_id", patient), ("location_id", location), ("care_thread_id", thread), ("kind", "question"), ("subject", $"Asks for {word}"), ("correspondent", word), ("address", "2075550177"),
            ("state", "open"), ("access_class", "standard"));
        await Insert(
            null, whose, "correspondence.conversation_entries", ("conversation_id", conversation), ("channel", "call"), ("direction", "in"), ("call_outcome", "left_message"), ("number", "2075550177"), ("person", word), ("words", $"Asks for {word}"),
            ("call_back_at", "now()"));
    }

    private Task<Guid> WriteLetter(Thing? thing, Whose whose, string word, Guid location, Guid patient, string state) => Insert(
        thing, whose, "correspondence.letters", ("patient_id", patient), ("care_thread_id", ids[(Thing.CareThread, whose)]), ("location_id", location), ("template_code", "free-letter"), ("template_version", "1"),
        ("subject", $"About {word}"), ("language", "en"), ("blocks", $$"""[{"$type":"paragraph","Text":"Dear {{word}}"}]"""), ("values", "[]"), ("state", state), ("access_class", "standard"));

    /// <summary>Who waits for an earlier time, has been offered one, and is due to come again. A freed time of the closed patient is another location's.</summary>
    private async Task WriteWaiting(Whose whose, Guid location, Guid patient, Guid provider, Guid visit)
    {
        var type = ids[(Thing.VisitType, whose)];
        var entry = await Insert(
            Thing.WaitlistEntry, whose, "scheduling.waitlist_entries", ("patient_id", patient), ("location_id", location), ("visit_type_id", type), ("visit_id", visit), ("earliest", "2026-01-01"), ("urgency", "routine"),
            ("state", "waiting"), ("access_class", "standard"));
        if (whose == Whose.Closed)
        {
            ids[(Thing.FreedSlot, whose)] = ids[(Thing.FreedSlot, Whose.Other)];
        }
        else
        {
            await Insert(
                Thing.FreedSlot, whose, "scheduling.freed_slots", ("provider_id", provider), ("location_id", location), ("starts_at", "now() + interval '3 days'"), ("ends_at", "now() + interval '3 days 30 minutes'"));
        }

        await Insert(
            Thing.SlotOffer, whose, "scheduling.slot_offers", ("entry_id", entry), ("freed_slot_id", ids[(Thing.FreedSlot, whose)]), ("provider_id", provider), ("location_id", location),
            ("starts_at", "now() + interval '3 days'"), ("minutes", "30"), ("until", "now() + interval '1 day'"));
        await Insert(
            Thing.Recall, whose, "scheduling.recalls", ("patient_id", patient), ("location_id", location), ("visit_type_id", type), ("due", "2026-01-01"), ("due_is_month", "true"), ("note", "follow-up"), ("state", "due"), ("access_class", "standard"));
    }

    /// <summary>The provider is out on the visit's day. The closed visit stands on the list of the own absence: of another there is none.</summary>
    private async Task WriteOutage(Whose whose, Guid location, Guid provider, Guid visit)
    {
        if (whose == Whose.Closed)
        {
            (ids[(Thing.Outage, whose)], var own) = (Id(Thing.Outage, Whose.Missing), ids[(Thing.Outage, Whose.Own)]);
            await Insert(null, whose, "scheduling.outage_visits", ("outage_id", own), ("visit_id", visit), ("starts_at", Noon), ("listed_at", "now()"));
            return;
        }

        var outage = await Insert(
            Thing.Outage, whose, "scheduling.provider_outages", ("provider_id", provider), ("location_id", location), ("starts_at", $"({Noon}) - interval '1 hour'"), ("ends_at", $"({Noon}) + interval '3 hours'"), ("reason", "sick"),
            ("entered_at", "now()"));
        await Insert(null, whose, "scheduling.outage_visits", ("outage_id", outage), ("visit_id", visit), ("starts_at", Noon), ("listed_at", "now()"));
    }

    /// <summary>The visit's chart as it was prepared, without papers.</summary>
    private Task WriteChart(Whose whose, string word, Guid location, Guid patient, Guid visit) => host.Sql(
        $$"""
        INSERT INTO intake.chart_packets (visit_id, patient_id, location_id, access_class, day, starts_at, made_at, face_sheet, rests_on, paper_ids, known_ids, paper_pages, gaps, stops)
        VALUES ('{{visit}}', '{{patient}}', '{{location}}', 'standard', ({{Noon}})::date, {{Noon}}, now(), '{"Title": "{{word}}", "Aside": "", "Letterhead": [], "Footer": "{{whose}}", "Parts": []}', '', '{}', '{}', 0, 1, 0)
        ON CONFLICT (visit_id) DO UPDATE SET face_sheet = excluded.face_sheet
        """);

    /// <summary>A visit of yesterday, coded, signed and handed off.</summary>
    private async Task WriteCoding(Whose whose, string word, Guid location, Guid patient, Guid provider)
    {
        var visit = await Insert(
            Thing.FinishedVisit, whose, "scheduling.visits", ("patient_id", patient), ("provider_id", provider), ("location_id", location), ("visit_type", word), ("starts_at", $"({Noon}) - interval '1 day'"), ("ends_at", $"({Noon}) - interval '23 hours'"),
            ("state", "done"), ("access_class", "standard"));
        await host.Sql(
            $$"""
            INSERT INTO intake.visit_codings (visit_id, patient_id, location_id, access_class, state, content, signed_by, signed_at, handed_off, changed_at)
            VALUES ('{{visit}}', '{{patient}}', '{{location}}', 'standard', 'handed-off', '{"Diagnoses": ["I10"], "Lines": [], "Place": "11", "RenderingName": "{{word}}", "RenderingNpi": "", "ReferringName": "", "ReferringNpi": "", "AuthorizationNumber": ""}', gen_random_uuid(), now(), 1, now())
            """);
        var hash = await host.In<IBlobStore, string>(blobs => blobs.Put(Encoding.UTF8.GetBytes(word)));
        await Insert(
            Thing.CodingHandOff, whose, "intake.coding_hand_offs", ("visit_id", visit), ("patient_id", patient), ("number", "1"), ("signed_by", Guid.CreateVersion7()), ("signed_at", "now()"), ("pdf_hash", hash), ("csv_hash", hash), ("at", "now()"));
    }

    /// <summary>It would change the own patient, of whom it says what to look at twice, and the closed one.</summary>
    private async Task WritePatientFile()
    {
        Whose[] named = [Whose.Own, Whose.Closed];
        var lines = named.Select(whose => whose == Whose.Own ? OwnWord : ClosedWord).Select(word => $"M{word}1,{word},{word},,1981-02-03,F,,,,,,,,,,,");
        const string Columns = "mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language";
        var hash = await host.In<IBlobStore, string>(blobs => blobs.Put(Encoding.UTF8.GetBytes(string.Join('\n', lines.Prepend(Columns)))));
        var file = await Insert(Thing.PatientFile, Whose.Own, "intake.patient_files", ("file_name", "register.csv"), ("blob_hash", hash), ("rows", "2"), ("refused", "0"), ("at", "now()"));
        ids[(Thing.PatientFile, Whose.Other)] = ids[(Thing.PatientFile, Whose.Closed)] = file;
        await host.Sql($"INSERT INTO intake.patient_file_states (file_id, state, revision, unchanged, takes_all) VALUES ('{file}', 'compared', 0, 0, false)");
        foreach (var (whose, line) in named.Zip((int[])[2, 3]))
        {
            await Insert(
                null, whose, "intake.patient_file_lines", ("file_id", file), ("line", line), ("patient_id", Id(Thing.Patient, whose)), ("shown_version", 0), ("fields", "{birth date}"), ("doubts", "{birth-date}"), ("state", "waiting"), ("is_again", "false"));
        }
    }

    /// <summary>It would move the visits of everybody by a year.</summary>
    private async Task WriteScheduleFile()
    {
        Whose[] named = [Whose.Own, Whose.Other, Whose.Closed];
        var lines = named.Select(whose =>
            $$"""
            {"id": "{{Id(Thing.Visit, whose)}}", "mrn": "M{{(whose switch { Whose.Own => OwnWord, Whose.Other => "Beryl", _ => ClosedWord })}}1", "providerId": "{{Id(Thing.Provider, whose)}}", "locationId": "{{Id(Thing.Location, whose)}}",
             "date": "2031-03-04", "start": "09:00", "minutes": 60, "visitType": "checkup"}
            """);
        var hash = await host.In<IBlobStore, string>(blobs => blobs.Put(Encoding.UTF8.GetBytes($$"""{"providers": [], "visits": [{{string.Join(',', lines)}}]}""")));
        var file = await Insert(Thing.ScheduleFile, Whose.Own, "scheduling.schedule_files", ("file_name", "visits.json"), ("blob_hash", hash), ("visits", "3"), ("at", "now()"));
        ids[(Thing.ScheduleFile, Whose.Other)] = ids[(Thing.ScheduleFile, Whose.Closed)] = file;
    }

    /// <summary>One that waits for the payer, with a letter that proposes something.</summary>
    private async Task WriteAuthorization(Whose whose, string word, Guid location, Guid patient, Guid document)
    {
        var authorization = await Insert(
            Thing.Authorization, whose, "intake.authorizations", ("patient_id", patient), ("location_id", location), ("care_thread_id", ids[(Thing.CareThread, whose)]), ("payer", $"Payer {word}"), ("codes", $$"""[{"Code":"73721","Description":"MRI {{word}}"}]"""),
            ("diagnoses", "{}"), ("urgency", "standard"), ("state", "submitted"), ("access_class", "standard"));
        var hash = await host.In<IBlobStore, string>(blobs => blobs.Put(Encoding.UTF8.GetBytes(word)));
        await Insert(Thing.AuthorizationPacket, whose, "intake.authorization_packets", ("authorization_id", authorization), ("patient_id", patient), ("document_ids", "{}"), ("pages", "1"), ("blob_hash", hash), ("at", "now()"));
        await host.Sql(
            $"""
            INSERT INTO intake.decision_proposals (document_id, patient_id, authorization_id, state, outcome, number, service, units, location_id, access_class, read_at)
            VALUES ('{document}', '{patient}', '{authorization}', 'open', 'approved', 'PA {word}', '{word}', '1 visit', '{location}', 'standard', now())
            """);
    }

    /// <summary>One that waits for a consult note, with a note that may answer it.</summary>
    private async Task WriteReferral(Whose whose, string word, Guid location, Guid patient, Guid thread)
    {
        var referral = await Insert(
            Thing.Referral, whose, "intake.referrals", ("direction", "out"), ("patient_id", patient), ("location_id", location), ("care_thread_id", thread), ("provider", $"Dr. {word}"), ("practice", $"Practice {word}"),
            ("specialty", word), ("reason", $"About {word}"), ("urgency", "routine"), ("enclosed", "{}"), ("state", "sent"), ("sent_at", "now()"), ("started_at", "now()"), ("access_class", "standard"));
        var hash = await host.In<IBlobStore, string>(blobs => blobs.Put(Encoding.UTF8.GetBytes(word)));
        await Insert(Thing.ReferralPacket, whose, "intake.referral_packets", ("referral_id", referral), ("patient_id", patient), ("document_ids", "{}"), ("pages", "1"), ("blob_hash", hash), ("at", "now()"));
        await Insert(
            null, whose, "intake.referral_events", ("referral_id", referral), ("number", "1"), ("what", "started"), ("comment", word), ("at", "now()"), ("new", ReferralFacts), ("closed_tasks", "{}"), ("raised_tasks", "{}"));
        await host.Sql(
            $"""
            INSERT INTO intake.note_proposals (document_id, patient_id, state, provider, practice, specialty, location_id, care_thread_id, access_class, read_at)
            VALUES (gen_random_uuid(), '{patient}', 'open', 'Dr. {word}', '', '{word}', '{location}', gen_random_uuid(), 'standard', now())
            """);
    }

    /// <summary>A question about the visit's coverage that failed.</summary>
    private async Task WriteCoverage(Whose whose, string word, Guid location, Guid patient, Guid visit)
    {
        var check = await Insert(
            null, whose, "intake.eligibility_checks", ("patient_id", patient), ("visit_id", visit), ("location_id", location), ("care_thread_id", ids[(Thing.CareThread, whose)]), ("trace", word), ("way", "phone"));
        await host.Sql($"INSERT INTO intake.eligibility_states (check_id, patient_id, state, reason, attempts, changed_at) VALUES ('{check}', '{patient}', 'failed', '{word}', 0, now())");
    }

    /// <summary>An approved letter in the print queue, or printed in a batch of its own.</summary>
    private async Task WriteApproved(Thing? thing, Whose whose, string word, Guid location, Guid patient, string state)
    {
        var letter = await WriteLetter(null, whose, word, location, patient, "approved");
        var hash = await host.In<IBlobStore, string>(blobs => blobs.Put(Encoding.UTF8.GetBytes(word)));
        var approval = await Insert(
            null, whose, "correspondence.approvals", ("letter_id", letter), ("number", "1"), ("subject", $"About {word}"), ("blocks", "[]"), ("values", "[]"), ("pdf_hash", hash), ("page_count", "1"),
            ("approved_at", "now()"));
        var batch = Guid.CreateVersion7();
        (string, object)[] printed = state == "printed" ? [("batch_id", batch), ("printed_at", "now()")] : [];
        await Insert(
            thing, whose, "correspondence.deliveries",
            [("letter_id", letter), ("approval_id", approval), ("way", "print"), ("location_id", location), ("state", state), ("requested_at", "now()"), .. printed]);
        if (state == "printed")
        {
            ids[(Thing.PrintBatch, whose)] = batch;
        }
    }

    /// <summary>A prepayment with its receipt in an open drawer, which has a sheet. There is no closed drawer: what is closed is a line in it.</summary>
    private async Task WriteMoney(Whose whose, string word, Guid location, Guid patient)
    {
        var session = Id(Thing.DrawerSession, Whose.Missing);
        if (whose != Whose.Closed)
        {
            var drawer = await Insert(null, whose, "intake.drawers", ("location_id", location), ("name", word));
            session = await Insert(Thing.DrawerSession, whose, "intake.drawer_sessions", ("drawer_id", drawer), ("location_id", location), ("float_cents", "10000"), ("at", "now()"));
            await WritePaper(session, "day-sheet", word);
        }
        else
        {
            (ids[(Thing.DrawerSession, whose)], session) = (session, ids[(Thing.DrawerSession, Whose.Own)]);
        }

        var entry = await Insert(
            Thing.LedgerEntry, whose, "intake.ledger_entries", ("patient_id", patient), ("location_id", location), ("session_id", session), ("kind", "prepayment"), ("counts_as", "prepayment"), ("cents", "-2000"),
            ("method", "check"), ("reference", word), ("evidence", word), ("at", "now()"));
        await WritePaper(entry, "receipt", word);
    }

    private Task WritePaper(Guid id, string kind, string word) => host.Sql(
        $$"""INSERT INTO intake.money_papers (id, kind, content, at) VALUES ('{{id}}', '{{kind}}', '{"Title": "{{word}}", "Letterhead": [], "Facts": [], "Tables": [], "Notes": []}', now())""");

    /// <summary>A mailbox is at a location and nobody's in particular: there is no closed one. An e-mail is closed by what came in it.</summary>
    private async Task<Guid> WriteMail(Whose whose, string word, Guid location)
    {
        var account = whose == Whose.Closed ? ids[(Thing.MailAccount, Whose.Own)] : await Insert(
            Thing.MailAccount, whose, "documents.mail_accounts", ("host", $"{word}.example"), ("port", "993"), ("security", "tls"), ("user_name", word), ("folder", "INBOX"), ("location_id", location),
            ("channel", "email"), ("enabled", "false"), ("changed_at", "now()"));
        if (whose == Whose.Closed)
        {
            ids[(Thing.MailAccount, whose)] = Guid.CreateVersion7();
        }

        var message = Encoding.UTF8.GetBytes($"From: {word}@example.org\r\nSubject: {word}\r\nContent-Type: text/plain\r\n\r\n{word}\r\n");
        var hash = await host.In<IBlobStore, string>(blobs => blobs.Put(message));
        return await Insert(
            Thing.Mail, whose, "documents.mail_messages", ("account_id", account), ("folder", "INBOX"), ("uid_validity", "1"), ("uid", $"{(int)whose + 1}"), ("blob_hash", hash), ("byte_count", $"{message.Length}"),
            ("sender", $"{word}@example.org"), ("subject", word), ("location_id", location), ("channel", "email"), ("received_at", "now()"), ("state", "kept"), ("problem", "SomeLeftOut"),
            ("access_class", "standard"), ("progress_at", "now()"));
    }

    private async Task<(Guid Document, Guid Order)> WriteDocuments(Whose whose, string word, Guid location, Guid patient, Guid mail, Guid thread)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        var hash = await host.In<IBlobStore, string>(blobs => blobs.Put(bytes));
        var transmission = await Insert(
            Thing.Transmission, whose, "documents.transmissions", ("source", "upload"), ("channel", "fax"), ("file_name", $"{word}.tif"), ("blob_hash", hash), ("source_key", $"world:{word}"),
            ("mail_message_id", mail), ("care_thread_id", thread), ("location_id", location), ("page_count", "1"), ("state", "sorted"), ("access_class", "standard"), ("received_at", "now()"));
        var filed = await Insert(
            Thing.FiledDocument, whose, "documents.documents", ("transmission_id", transmission), ("care_thread_id", thread), ("ordinal", "1"), ("type", "physician_order"), ("type_evidence", "[]"), ("patient_evidence", NobodyNamed),
            ("state", "filed"), ("patient_id", patient), ("subject_id", patient), ("filed_at", "now()"), ("transcribed_at", "now()"), ("location_id", location), ("access_class", "standard"), ("received_at", "now()"));
        await Insert(
            Thing.Page, whose, "documents.pages", ("transmission_id", transmission), ("number", "1"), ("state", "read"), ("image_hash", hash), ("document_id", filed), ("width", "100"), ("height", "100"));
        var order = await Insert(
            null, whose, "documents.orders", ("document_id", filed), ("ordinal", "1"), ("kind", "imaging"), ("state", "ready"), ("standing", "told"), ("patient_id", patient), ("location_id", location),
            ("access_class", "standard"), ("transcribed_at", "now()"));
        await Insert(null, whose, "documents.order_values", ("order_id", order), ("name", "description"), ("value", $"MRI {word}"), ("source", "machine"));

        await WriteRecheck(whose, filed, patient);
        var duty = await Insert(
            Thing.Duty, whose, "documents.duties", ("document_id", filed), ("kind", "acknowledge"), ("state", "open"), ("raised_at", "now()"), ("due_at", "now()"), ("location_id", location));
        await Insert(null, whose, "documents.duty_steps", ("duty_id", duty), ("code", "raised"), ("at", "now()"), ("comment", word), ("from_state", "open"), ("to_state", "open"));

        // What waits belongs to nobody yet: here its own class is what closes it.
        var second = await Insert(
            null, whose, "documents.transmissions", ("source", "upload"), ("channel", "fax"), ("file_name", $"{word}-waits.tif"), ("blob_hash", hash), ("source_key", $"world:{word}:2"), ("repeat_of", transmission),
            ("location_id", location), ("page_count", "1"), ("state", "sorted"), ("access_class", "standard"), ("received_at", "now()"));
        var waiting = await Insert(
            Thing.WaitingDocument, whose, "documents.documents", ("transmission_id", second), ("ordinal", "1"), ("type", "lab_report"), ("type_evidence", "[]"), ("patient_evidence", NobodyNamed),
            ("state", "review"), ("review_reason", "NoName"), ("review_words", word), ("review_since", "now()"), ("transcribed_at", "now()"), ("location_id", location),
            ("access_class", whose == Whose.Closed ? "restricted" : "standard"), ("received_at", "now()"));
        await Insert(
            null, whose, "documents.pages", ("transmission_id", second), ("number", "1"), ("state", "read"), ("image_hash", hash), ("document_id", waiting), ("width", "100"), ("height", "100"));
        return (filed, order);
    }

    /// <summary>A sample of its own each: there is one a week.</summary>
    private async Task WriteRecheck(Whose whose, Guid document, Guid patient)
    {
        var filing = await Insert(
            null, whose, "documents.filings", ("document_id", document), ("patient_id", patient), ("act", "filed"), ("at", "now()"), ("why", "gate"), ("reasons", "[]"));
        var sample = await Insert(null, whose, "documents.recheck_samples", ("week", $"2026-03-{2 + (7 * (int)whose):00}"), ("seed", "00"), ("drawn_at", "now()"), ("population", "1"));
        await Insert(Thing.Recheck, whose, "documents.rechecks", ("sample_id", sample), ("ordinal", "1"), ("document_id", document), ("filing_id", filing));
    }

    private Task WriteName(Guid patient, string word)
    {
        var (first, last) = (NameKeys.Key("Ada"), NameKeys.Key(word));
        return Insert(
            null, Whose.Own, "intake.patient_names", ("patient_id", patient), ("kind", "current"), ("first", "Ada"), ("last", word), ("first_key", first), ("last_key", last),
            ("key_pairs", $"{{{first}|{last}}}"), ("search_text", $" {first} {last} "));
    }

    private async Task<Guid> Insert(Thing? thing, Whose whose, string table, params (string Column, object Value)[] values)
    {
        var id = await host.Insert(table, values);
        if (thing is { } named)
        {
            ids[(named, whose)] = id;
        }

        return id;
    }
}
