using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The morning with something of every kind, so that each page of the endpoint table has something to show.</summary>
public sealed partial class FullHouse(MondayMorning morning) : IAsyncLifetime
{
    /// <summary>Of every role, everywhere.</summary>
    public const string Everything = "Everything";

    /// <summary>Of every role, and has just come to Mesa, where nothing was ever received.</summary>
    public const string Newcomer = "Newcomer";

    /// <summary>What the first parameter of a route names, by how the route begins.</summary>
    private static readonly (string Route, string Sql)[] Rows =
    [
        ("/documents/document/", "SELECT id FROM documents.documents WHERE state = 'filed' ORDER BY id"),
        ("/documents/review/", "SELECT id FROM documents.documents WHERE state = 'review' ORDER BY id"),
        ("/documents/pages/", "SELECT id FROM documents.pages WHERE state = 'read' ORDER BY id"),
        ("/documents/acknowledge/", "SELECT id FROM documents.duties WHERE state NOT IN ('done', 'withdrawn') ORDER BY kind DESC, id"),
        ("/documents/recheck/", "SELECT id FROM documents.rechecks ORDER BY ordinal"),
        ("/documents/transmissions/", "SELECT id FROM documents.transmissions ORDER BY id"),
        ("/documents/mail/", "SELECT id FROM documents.mail_messages ORDER BY id"),
        ("/documents/settings/inboxes/mailbox/", "SELECT id FROM documents.mail_accounts ORDER BY id"),
        ("/intake/patients/patient/", "SELECT patient_id FROM documents.documents WHERE state = 'filed' ORDER BY id"),
        ("/intake/threads/", "SELECT care_thread_id FROM intake.tasks WHERE order_id IS NOT NULL ORDER BY id"),
        ("/intake/tasks/task/", "SELECT id FROM intake.tasks ORDER BY id"),
        ("/intake/coverage/visit/{id:guid}/estimate", "SELECT visit_id FROM intake.estimates ORDER BY visit_id"),
        ("/intake/coverage/visit/", "SELECT id FROM scheduling.visits ORDER BY id"),
        ("/intake/authorizations/authorization/", "SELECT id FROM intake.authorizations ORDER BY id"),
        ("/intake/referrals/referral/", "SELECT id FROM intake.referrals WHERE state = 'sent' ORDER BY id"),
        ("/correspondence/letters/letter/{id:guid}/send", "SELECT id FROM correspondence.letters WHERE state = 'approved' ORDER BY id"),
        ("/correspondence/conversations/conversation/", "SELECT id FROM correspondence.conversations WHERE subject = 'Cannot sleep' ORDER BY id"),
        ("/correspondence/letters/letter/", "SELECT id FROM correspondence.letters ORDER BY id"),
        ("/correspondence/records/request/", "SELECT id FROM correspondence.records_requests ORDER BY id"),
        ("/correspondence/batches/batch/", "SELECT id FROM correspondence.letter_batches ORDER BY id"),
        ("/correspondence/letters/delivery/", "SELECT id FROM correspondence.deliveries ORDER BY id"),
        ("/correspondence/numbers/number/", "SELECT id FROM correspondence.fax_numbers WHERE digits = '14195550164'"),
        ("/correspondence/incidents/incident/", "SELECT id FROM correspondence.fax_incidents ORDER BY id"),
        ("/scheduling/visits/visit/{id:guid}/move", "SELECT id FROM scheduling.visits WHERE state = 'booked' ORDER BY id"),
        ("/scheduling/visits/visit/", "SELECT of.visit_id FROM scheduling.series_visits of JOIN scheduling.visit_links link ON link.earlier_id = of.visit_id ORDER BY link.made_at"),
        ("/scheduling/provider-out/outage/", "SELECT id FROM scheduling.provider_outages ORDER BY entered_at, id"),
        ("/settings/users/user/", "SELECT id FROM host.users WHERE user_name = 'clinician'"),
        ("/settings/locations/location/", "SELECT id FROM host.locations ORDER BY id"),
        ("/intake/check-in/visit/", "SELECT v.id FROM scheduling.visits v JOIN intake.ledger_entries e ON e.visit_id = v.id ORDER BY v.id"),
        ("/intake/coding/visit/", "SELECT id FROM scheduling.visits WHERE state = 'done' ORDER BY starts_at DESC, id"),
        ("/intake/chart-prep/visit/", "SELECT visit_id FROM intake.chart_packets ORDER BY visit_id"),
        ("/intake/money/entry/", "SELECT id FROM intake.ledger_entries WHERE kind = 'prepayment' ORDER BY id"),
        ("/intake/money/patient/", "SELECT id FROM intake.patients ORDER BY mrn"),
        ("/intake/receipts/receipt/", "SELECT id FROM intake.ledger_entries WHERE reference = 'TR-0017'"),
        ("/intake/day-close/session/", "SELECT session_id FROM intake.drawer_closings ORDER BY at"),
        ("/scheduling/settings/schedule-files/file/", "SELECT id FROM scheduling.schedule_files ORDER BY id"),
        ("/intake/settings/patient-files/file/", "SELECT id FROM intake.patient_files ORDER BY id"),
        ("/break-glass/", "SELECT id FROM intake.patients WHERE access_class = 'restricted'"),
    ];

    private readonly Guid provider = Guid.NewGuid();
    private string link = "";
    private string offer = "";
    private string feed = "";
    private string waitingMessage = "";

    private RunningHost Host => morning.Clinic.Host;

    public async ValueTask InitializeAsync()
    {
        await Host.AddUser(Everything);
        await Host.AddUser(Newcomer, TestOrganization.Mesa.Name);
        await Host.Sql("UPDATE intake.patients SET access_class = 'restricted' WHERE mrn = (SELECT max(mrn) FROM intake.patients)");
        await EnterVisits();
        await BookTogether();
        await Wait();
        await KeepMail();
        await AskPayer();
        await Refer();
        await RegisterTwice();
        await ShareTasks();
        await PrepareChart();
        await CompareFile();
        await CompareSchedule();
        await morning.DrawRecheck();
        await RaiseDuty();
        await JoinPages();
        await PutMarks();
        using var user = await Host.SignedIn(Everything);
        await PrintLetter(user);
        await Misdirect();
        await AskForRecords();
        await WriteToMany(user);
        await BreakGlass(user);
        await TakeMoney(user);
        await EstimateCost(user);
        await Remind();
        await LetRead();
        await HaveWritten();
        await Talk();
        await FallOut();
    }

    public async ValueTask DisposeAsync() => await Host.Sql($"DELETE FROM scheduling.working_hours WHERE provider_id = '{provider}'");

    /// <summary>The route with a row of this house in the place of each parameter, and what its query must name.</summary>
    public async Task<string> AddressOf(string route)
    {
        var address = route;
        if (route is "/v/{token}" or "/o/{token}" or "/feeds/{token}" or "/m/{token}")
        {
            return route[1] switch { 'v' => link, 'o' => offer, 'm' => waitingMessage, _ => feed };
        }

        if (Parameter().IsMatch(route))
        {
            var sql = Rows.FirstOrDefault(row => route.StartsWith(row.Route, StringComparison.Ordinal)).Sql
                ?? throw new InvalidOperationException($"What does {route} name? Add a line to {nameof(FullHouse)}.{nameof(Rows)}.");
            var rows = await Host.Sql(sql);
            address = rows is [{ } id, ..]
                ? Parameter().Replace(Parameter().Replace(route, $"/{id}", 1), "/1")
                : throw new InvalidOperationException($"Nothing of this morning stands at {route}.");
        }

        return address + route switch
        {
            "/scheduling/book" => $"?location={TestOrganization.Harbor.Id}&provider={provider}&at={DateTimeOffset.UtcNow.AddDays(2):yyyy-MM-dd}T17:00Z",
            "/correspondence/settings/template" => "?code=appointment-to-schedule&language=es",
            "/scheduling/settings/provider" => $"?provider={provider}",
            "/correspondence/letters/draft" or "/correspondence/disclosures" or "/correspondence/disclosures/give-out" or "/correspondence/records/receive" or "/scheduling/visits/enter" => $"?patient={morning.Task.PatientId}",
            "/intake/authorizations/start" or "/intake/referrals/start" => $"?patient={morning.Task.PatientId}",
            "/intake/chart-prep" or "/intake/chart-prep/print" or "/intake/chart-prep/schedule" => $"?location={TestOrganization.Harbor.Id}&day={LocalTime.DayAt(TestOrganization.Harbor, DateTimeOffset.UtcNow):yyyy-MM-dd}",
            "/intake/patients/patient/{id:guid}/merge" => $"?with={(await Host.Sql($"SELECT id FROM intake.patients WHERE access_class = 'standard' AND id <> (SELECT patient_id FROM documents.documents WHERE state = 'filed' ORDER BY id LIMIT 1) ORDER BY mrn"))[0]}",
            "/intake/patients/patient/{id:guid}/estimate" => $"?asked={(await Host.Sql("SELECT id FROM intake.asked_estimates WHERE settled_at IS NULL"))[0]}",
            "/audit" => $"?patient={morning.Task.PatientId}",
            _ => "",
        };
    }

    /// <summary>Without what may stand in it.</summary>
    public static string Bare(string route) => Parameter().Replace(route, "");

    /// <summary>Today: one booked, one done, one cancelled, of a provider who is there every day.</summary>
    private async Task EnterVisits()
    {
        var mrn = (await Host.Sql($"SELECT mrn FROM intake.patients WHERE id = '{morning.Task.PatientId}'"))[0];
        string Visit(string start, string type, string status) =>
            $$"""{"id": "{{Guid.NewGuid()}}", "mrn": "{{mrn}}", "providerId": "{{provider}}", "locationId": "{{TestOrganization.Harbor.Id}}", "dayOffset": 0, "start": "{{start}}", "minutes": 30, "visitType": "{{type}}", "status": "{{status}}"}""";
        var file = Path.Combine(Host.DataFolder, $"{provider}.json");
        await File.WriteAllTextAsync(
            file,
            $$"""
            {"providers": [{"id": "{{provider}}", "name": "Ines Fontaine", "credentials": "MD", "locationId": "{{TestOrganization.Harbor.Id}}",
              "hours": [{"weekdays": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"], "from": "08:00", "until": "17:00"}]}],
             "visits": [{{Visit("09:00", "follow-up", "done")}}, {{Visit("10:00", "echo", "cancelled")}}, {{Visit("14:00", "echo", "booked")}}],
             "visitTypes": [{"code": "follow-up", "name": "Follow-up", "minutes": 20}, {"code": "echo", "name": "Echocardiogram", "minutes": 30}]}
            """);
        Assert.Equal(0, await Host.Verb("import-schedule", file));
    }

    /// <summary>A series of three, with its second visit another that was moved too far away from it, a visit of the coming day that nobody has confirmed, and an appointment that is wanted.</summary>
    private async Task BookTogether()
    {
        Task<Guid> Visit(string after) => Host.Insert(
            "scheduling.visits",
            ("patient_id", morning.Task.PatientId!), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"),
            ("starts_at", $"now() + interval '{after}'"), ("ends_at", $"now() + interval '{after} 20 minutes'"));
        var series = await Host.Insert("scheduling.visit_series", ("every", 1), ("unit", "weeks"), ("made_at", "now()"));
        for (var number = 1; number <= 3; number++)
        {
            var visit = await Visit($"{7 * number} days");
            await Host.Insert("scheduling.series_visits", ("series_id", series), ("number", number), ("visit_id", visit));
            if (number == 2)
            {
                await Host.Insert("scheduling.visit_links", ("earlier_id", visit), ("later_id", await Visit("14 days 2 hours")), ("most_minutes", 30), ("made_at", "now()"));
            }
        }

        await Visit("20 hours");
        var (task, thread) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Host.Sql(
            $"""
            INSERT INTO intake.tasks (id, kind, title, detail, state, patient_id, location_id, care_thread_id, urgency, due, access_class, raised_at, legal_hold)
            VALUES ('{task}', 'schedule', 'Schedule: MRI of the knee', '', 'open', '{morning.Task.PatientId}', '{TestOrganization.Harbor.Id}', '{thread}', 'urgent', current_date, 'standard', now(), false)
            """);
        var request = await Host.Insert(
            "scheduling.appointment_requests",
            ("task_id", task), ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("care_thread_id", thread), ("urgency", "urgent"), ("earliest", "(current_date - 3)"), ("latest", "(current_date - 1)"), ("state", "open"), ("access_class", "standard"));
        await Host.Insert("scheduling.request_attempts", ("request_id", request), ("at", "now()"), ("outcome", "no-answer"));
    }

    /// <summary>A freed time with somebody whom it suits, one that is offered by a mail with its link, and recalls: due, later, and booked.</summary>
    private async Task Wait()
    {
        var type = (await Host.Sql("SELECT id FROM scheduling.visit_types WHERE code = 'follow-up'"))[0]!;
        Guid[] people = [(Guid)morning.Task.PatientId!, (Guid)(await Host.Sql($"SELECT id FROM intake.patients WHERE access_class = 'standard' AND id <> '{morning.Task.PatientId}' ORDER BY mrn LIMIT 1"))[0]!];
        foreach (var (number, patient) in people.Index())
        {
            var start = $"(date_trunc('day', now()) + interval '2 days {15 + number} hours')";
            var slot = await Host.Insert("scheduling.freed_slots", ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("starts_at", start), ("ends_at", $"({start} + interval '30 minutes')"));
            var entry = await Host.Insert(
                "scheduling.waitlist_entries",
                ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("visit_type_id", type), ("earliest", "2026-01-01"), ("urgency", number == 0 ? "urgent" : "routine"), ("state", "waiting"), ("access_class", "standard"));
            if (number == 1)
            {
                var offered = await Host.Insert(
                    "scheduling.slot_offers",
                    ("entry_id", entry), ("freed_slot_id", slot), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("starts_at", start), ("minutes", "20"), ("until", "now() + interval '1 day'"),
                    ("mail", "failed"), ("mail_at", "now()"));
                var sealedId = await Host.In((IDataProtectionProvider keys) => Task.FromResult(keys.CreateProtector("ClinicOps.Scheduling.OfferLink").Protect(offered.ToByteArray())));
                offer = $"/o/{WebEncoders.Base64UrlEncode(sealedId)}";
            }

            foreach (var (state, due) in new[] { ("due", "2026-01-01"), ("contacted", "2099-01-01"), ("booked", "2026-02-01") })
            {
                await Host.Insert(
                    "scheduling.recalls",
                    ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("visit_type_id", type), ("due", due), ("due_is_month", "true"), ("note", "follow-up"), ("state", state), ("access_class", "standard"));
            }
        }
    }

    /// <summary>The document whose review is looked at has pages that came in another call, and says of each where.</summary>
    private async Task JoinPages()
    {
        var waiting = await Host.Sql("SELECT id FROM documents.documents WHERE state = 'review' ORDER BY id");
        var (into, gone) = (waiting[0]!, waiting[^1]!);
        Assert.Equal(
            [true],
            await Host.Sql($"SELECT count(DISTINCT transmission_id) = 2 FROM documents.documents WHERE id IN ('{into}', '{gone}')"));
        await Host.Sql(
            $$"""
            UPDATE documents.pages SET document_id = '{{into}}', joined_to = (SELECT transmission_id FROM documents.documents WHERE id = '{{into}}'),
              number_there = 50 + number, position = 50 + number, text = jsonb_set(text, '{Number}', to_jsonb(50 + number))
            WHERE document_id = '{{gone}}'
            """);
        await Host.Sql(
            $"""
            INSERT INTO documents.events (id, transmission_id, document_id, code, detail, via, at)
            SELECT gen_random_uuid(), transmission_id, id, 'merged-into', '{into}', 'user', now() FROM documents.documents WHERE id = '{gone}'
            """);
        await Host.Sql($"UPDATE documents.documents SET state = 'merged', urgent_reason = NULL, review_reason = NULL, review_words = NULL, review_since = NULL WHERE id = '{gone}'");
    }

    /// <summary>A label and a note on what waits, and a view of each list under a name.</summary>
    private async Task PutMarks()
    {
        var user = (await Host.Sql("SELECT id FROM host.users WHERE user_name = 'everything'"))[0]!;
        var label = await Host.Insert("documents.labels", ("name", "Call back"), ("color", "amber"));
        await Host.Insert("documents.labels", ("name", "No longer used"), ("color", "grey"), ("retired", true));
        await Host.Sql($"INSERT INTO documents.document_labels (document_id, label_id, at, by, batch) SELECT id, '{label}', now(), '{user}', gen_random_uuid() FROM documents.documents WHERE state IN ('review', 'filed')");
        await Host.Sql($"INSERT INTO documents.document_notes (id, document_id, text, at, by) SELECT gen_random_uuid(), id, 'Called the sender, they will send it again', now(), '{user}' FROM documents.documents WHERE state IN ('review', 'filed')");
        foreach (var place in new[] { "queue", "inbox" })
        {
            await Host.Insert("documents.saved_views", ("place", place), ("name", "To call back"), ("view", "all"), ("label_id", label), ("by", user));
        }
    }

    /// <summary>A mailbox that nobody reads, and a message of which something was left out.</summary>
    private async Task KeepMail()
    {
        var hash = await Host.In((IBlobStore blobs) => blobs.Put(Encoding.ASCII.GetBytes("From: records@example.org\r\nSubject: Records\r\nContent-Type: text/plain\r\n\r\nSee the attachment.\r\n")));
        (string, object)[] arrival = [("location_id", TestOrganization.Harbor.Id), ("channel", "email"), ("folder", "INBOX")];
        var account = await Host.Insert(
            "documents.mail_accounts",
            [.. arrival, ("host", "mail.example.org"), ("port", 993), ("security", "tls"), ("user_name", "intake"), ("processed_folder", "Processed"), ("rejected_folder", "Rejected")]);
        await Host.Insert(
            "documents.mail_messages",
            [.. arrival, ("account_id", account), ("uid", 1), ("blob_hash", hash), ("byte_count", 96), ("sender", "records@example.org"), ("subject", "Records"), ("state", "kept"), ("problem", "SomeLeftOut"), ("access_class", "standard")]);
    }

    /// <summary>The link in a patient's reminder, as the clinic would mail it.</summary>
    private async Task Remind()
    {
        var visit = await Host.Insert(
            "scheduling.visits",
            ("patient_id", morning.Task.PatientId!), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"),
            ("starts_at", "now() + interval '3 days'"), ("ends_at", "now() + interval '3 days 20 minutes'"));
        var reminder = await Host.Insert("scheduling.visit_reminders", ("visit_id", visit), ("starts_at", "now()"), ("location_id", TestOrganization.Harbor.Id), ("way", "mail"), ("asked_at", "now()"));
        await Host.Sql($"UPDATE scheduling.visit_reminders SET starts_at = (SELECT starts_at FROM scheduling.visits WHERE id = '{visit}') WHERE id = '{reminder}'");
        var sealedId = await Host.In((IDataProtectionProvider keys) => Task.FromResult(keys.CreateProtector("ClinicOps.Scheduling.VisitLink").Protect(reminder.ToByteArray())));
        link = $"/v/{WebEncoders.Base64UrlEncode(sealedId)}";
    }

    /// <summary>A complaint that is late, with an alarm, an answer, a note and an entry taken back; and canned answers.</summary>
    private async Task Talk()
    {
        var conversation = await Host.Insert(
            "correspondence.conversations",
            ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("kind", "complaint"), ("subject", "Cannot sleep"), ("correspondent", "Harriet"), ("address", "harriet@example.org"), ("state", "open"),
            ("access_class", "standard"), ("due_at", "now()"), ("escalations", 1), ("escalated_at", "now()"), ("red_flag_at", "now()"), ("red_flag_words", "chest pain"));
        await Host.Insert("correspondence.conversation_entries", ("conversation_id", conversation), ("channel", "walk_in"), ("direction", "in"), ("at", "now()"), ("words", "I have chest pain since the new tablets."), ("person", "Harriet"), ("caller_check", "not_verified"));
        await Host.Insert("correspondence.conversation_entries", ("conversation_id", conversation), ("channel", "call"), ("direction", "out"), ("at", "now()"), ("words", "Told to come in."), ("call_outcome", "reached"), ("number", "2075550142"), ("caller_check", "patient"));
        await Host.Insert("correspondence.conversation_entries", ("conversation_id", conversation), ("channel", "note"), ("direction", "internal"), ("at", "now()"), ("words", "Ask the nurse."));
        await Host.Insert("correspondence.conversation_entries", ("conversation_id", conversation), ("channel", "note"), ("direction", "internal"), ("at", "now()"), ("words", "Of somebody else."), ("taken_back_at", "now()"));
        await Host.Insert("correspondence.conversation_events", ("conversation_id", conversation), ("at", "now()"), ("what", "handed_up"));
        await Host.Insert("correspondence.canned_answers", ("code", "parking"), ("language", "en"), ("title", "Where to park"), ("words", "Behind the house. Call {{location.phone}}."), ("is_removed", "false"));
    }

    /// <summary>A message that waits behind a link, and automatic mail that was set aside.</summary>
    private async Task HaveWritten()
    {
        var address = "patient@example.org";
        var conversation = await Host.Insert(
            "correspondence.conversations",
            ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("kind", "question"), ("subject", "Do I come fasting"), ("address", address), ("state", "waiting"), ("access_class", "standard"));
        var entry = await Host.Insert("correspondence.conversation_entries", ("conversation_id", conversation), ("channel", "email"), ("direction", "out"), ("words", "Yes, please."));
        await Host.Insert(
            "correspondence.conversation_entries", ("conversation_id", conversation), ("channel", "call"), ("direction", "in"), ("call_outcome", "left_message"), ("number", "2075550166"), ("words", "Please call me."), ("call_back_at", "(now() - interval '1 hour')"));
        var token = WebEncoders.Base64UrlEncode(new byte[32]);
        await Host.Insert(
            "correspondence.message_links",
            ("id", entry), ("token_hash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))), ("patient_id", morning.Task.PatientId!), ("address", address), ("expires_at", "(now() + interval '1 day')"));
        waitingMessage = $"/m/{token}";
        await Host.Insert(
            "correspondence.received_mails",
            ("account", "office"), ("folder", "INBOX"), ("kind", "automatic"), ("from_address", "news@example.org"), ("from_name", "News"), ("subject", "Offers"), ("words", "Buy now."), ("attachments", "[]"));
    }

    /// <summary>A calendar that reads the provider's times, one that did, and what was noted of free times until today.</summary>
    private async Task LetRead()
    {
        var subscription = await Host.Insert("scheduling.feed_subscriptions", ("provider_id", provider), ("for_whom", "The phone of Dr. Fontaine"), ("revision", 1));
        await Host.Insert("scheduling.feed_subscriptions", ("provider_id", provider), ("for_whom", "A tablet that was lost"), ("revision", 2), ("withdrawn_at", "now()"));
        var sealedId = await Host.In((IDataProtectionProvider keys) => Task.FromResult(keys.CreateProtector("ClinicOps.Scheduling.CalendarFeed").Protect([.. subscription.ToByteArray(), 0, 0, 0, 1])));
        feed = $"/feeds/{WebEncoders.Base64UrlEncode(sealedId)}";
        await Host.Sql(
            $"""
            INSERT INTO scheduling.third_next_available (day, location_id, provider_id, visit_type_id, days)
            SELECT current_date - back, '{TestOrganization.Harbor.Id}', '{provider}', type.id, back % 5 FROM scheduling.visit_types type, generate_series(0, 28) back ON CONFLICT DO NOTHING
            """);
    }

    /// <summary>Somebody who is out, with a patient to reach.</summary>
    private async Task FallOut()
    {
        var absent = await Host.Insert("scheduling.providers", ("name", "Otto Lindgren"), ("location_id", TestOrganization.Harbor.Id));
        var visit = await Host.Insert(
            "scheduling.visits",
            ("patient_id", morning.Task.PatientId!), ("provider_id", absent), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"),
            ("starts_at", "now() + interval '4 days'"), ("ends_at", "now() + interval '4 days 20 minutes'"));
        var outage = await Host.Insert(
            "scheduling.provider_outages", ("provider_id", absent), ("location_id", TestOrganization.Harbor.Id), ("reason", "vacation"), ("entered_at", "now()"),
            ("starts_at", "now() + interval '3 days'"), ("ends_at", "now() + interval '5 days'"));
        await Host.Insert("scheduling.outage_visits", ("outage_id", outage), ("visit_id", visit), ("starts_at", "now() + interval '4 days'"), ("listed_at", "now()"));
    }

    /// <summary>An authorization that a payer granted, with a clock, a use, a letter that says otherwise, and a rule about it.</summary>
    private async Task AskPayer()
    {
        var authorization = await Host.Insert(
            "intake.authorizations",
            ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("payer", "Summit Crest Advantage"), ("codes", """[{"Code":"93306","Description":"Echocardiogram"}]"""),
            ("diagnoses", "{I10}"), ("urgency", "standard"), ("state", "partial"), ("number", "PA-20"), ("unit_basis", "visits"), ("units_approved", 2), ("access_class", "standard"));
        var facts = """{"Payer":"Summit Crest Advantage","Plan":"","Codes":[],"Diagnoses":[],"ProviderName":"","ProviderNpi":"","Site":"","Urgency":"standard","State":"partial","StateReason":"","CaseReference":"","Number":"PA-20","NotRequiredBy":"","NotRequiredReference":""}""";
        await Host.Insert("intake.authorization_events", ("authorization_id", authorization), ("number", 1), ("what", "started"), ("new", facts), ("closed_tasks", "{}"), ("raised_tasks", "{}"));
        await Host.Insert("intake.authorization_deadlines", ("authorization_id", authorization), ("kind", "appeal"), ("state", "open"));
        await Host.Sql(
            $"""
            INSERT INTO intake.authorization_uses (id, authorization_id, visit_id, kind, units, at)
            SELECT gen_random_uuid(), '{authorization}', id, 'reserved', 1, now() FROM scheduling.visits WHERE provider_id = '{provider}' AND state = 'booked'
            """);
        await Host.Sql(
            $"""
            INSERT INTO intake.decision_proposals (document_id, patient_id, authorization_id, state, outcome, number, service, units, location_id, access_class, read_at)
            SELECT id, patient_id, '{authorization}', 'open', 'denied', 'PA-20', 'Echocardiogram', '', location_id, 'standard', now() FROM documents.documents WHERE state = 'filed' AND patient_id = '{morning.Task.PatientId}' LIMIT 1
            """);
        await Host.Insert("intake.authorization_rules", ("payer", "Medicare"), ("codes", "70450-70498"), ("site", "*"), ("number", 1), ("is_needed", true), ("said_by", "The imaging list"));
        await Host.Sql(
            """
            INSERT INTO intake.payer_plans (id, payer_id, name, name_key, kind, class, needs_referral, notes, is_active, number, changed_at)
            SELECT gen_random_uuid(), id, 'House HMO', 'HOUSEHMO', 'hmo', '', true, 'As on the card', true, 1, now() FROM intake.payers
            """);
    }

    /// <summary>Somebody who is perhaps registered twice.</summary>
    private async Task RegisterTwice()
    {
        var file = Path.Combine(Host.DataFolder, "twice.csv");
        await File.WriteAllLinesAsync(
            file,
            [
                "mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language",
                "ZZ9001,Twice,Dora,,1962-03-04,F,419-555-0188,,,,,,,,,,",
                "ZZ9002,Twice,Dora,,1962-04-03,F,419-555-0188,,,,,,,,,,",
            ]);
        Assert.Equal(0, await Host.Verb("import patients", file));
    }

    /// <summary>A referral that waits for its consult note, which is here.</summary>
    private async Task Refer()
    {
        var facts = """{"Request":{"Provider":"Martha Keller, MD","Practice":"","Specialty":"Cardiology","Reason":"Palpitations","Diagnosis":"","Urgency":"urgent","Payer":"","Enclosed":[]},"State":"sent","StateReason":"","Number":""}""";
        var referral = await Host.Insert(
            "intake.referrals",
            ("direction", "out"), ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("care_thread_id", morning.Task.CareThreadId), ("provider", "Martha Keller, MD"), ("specialty", "Cardiology"),
            ("reason", "Palpitations"), ("urgency", "urgent"), ("enclosed", "{}"), ("state", "sent"), ("sent_at", "now()"), ("access_class", "standard"));
        await Host.Insert("intake.referral_events", ("referral_id", referral), ("number", 1), ("what", "started"), ("new", facts), ("closed_tasks", "{}"), ("raised_tasks", "{}"));
        await Host.Insert("intake.referral_events", ("referral_id", referral), ("number", 2), ("what", "attempted"), ("outcome", "no-answer"), ("old", facts), ("new", facts), ("closed_tasks", "{}"), ("raised_tasks", "{}"));
        var hash = await Host.In<IBlobStore, string>(blobs => blobs.Put("a packet"u8.ToArray()));
        var packet = await Host.Insert("intake.referral_packets", ("referral_id", referral), ("patient_id", morning.Task.PatientId!), ("document_ids", "{}"), ("pages", 2), ("blob_hash", hash));
        await Host.Insert(
            "intake.referral_events",
            ("referral_id", referral), ("number", 3), ("what", "sent"), ("how", "fax"), ("sent_to", "419-555-0155"), ("reference", "report 17"), ("packet_id", packet), ("old", facts), ("new", facts), ("closed_tasks", "{}"), ("raised_tasks", "{}"));
        await Host.Insert(
            "intake.referrals",
            ("direction", "in"), ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("provider", "Ana Maro, DO"), ("reason", "Palpitations"), ("urgency", "routine"), ("enclosed", "{}"), ("state", "accepted"),
            ("visits_allowed", 3), ("access_class", "standard"));
        await Host.Sql(
            $"""
            INSERT INTO intake.note_proposals (document_id, patient_id, state, provider, practice, specialty, location_id, care_thread_id, access_class, read_at)
            SELECT id, patient_id, 'open', 'Martha Keller, MD', 'Harbor Lane Cardiology', 'Cardiology', location_id, care_thread_id, 'standard', now() FROM documents.documents WHERE state = 'filed' AND patient_id = '{morning.Task.PatientId}' LIMIT 1
            """);
    }

    /// <summary>A team with a snoozed task, and what becomes of tasks that wait.</summary>
    private async Task ShareTasks()
    {
        var user = (await Host.Sql("SELECT id FROM host.users WHERE user_name = 'everything'"))[0]!;
        var team = await Host.Insert("intake.task_teams", ("name", "Payers"), ("members", $"{{{user}}}"));
        await Host.Insert("intake.task_age_rules", ("kind", "*"), ("measure", "overdue"), ("days", 60), ("number", 1), ("raises", true), ("team_id", team));
        await Host.Insert(
            "intake.tasks",
            ("kind", "call"), ("title", "Call about the visit"), ("state", "open"), ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("team_id", team), ("urgency", "routine"), ("priority", "high"),
            ("snoozed_until", $"{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}"), ("snooze_reason", "The patient is away"), ("access_class", "standard"));
    }

    /// <summary>The chart of the visit that is booked for today, with its patient's papers behind it; the clinic's own job may have prepared it before.</summary>
    private async Task PrepareChart()
    {
        await Host.Sql(
            $$"""
            INSERT INTO intake.chart_packets (visit_id, patient_id, location_id, access_class, day, starts_at, made_at, face_sheet, rests_on, paper_ids, known_ids, paper_pages, gaps, stops)
            SELECT v.id, v.patient_id, v.location_id, 'standard', (v.starts_at AT TIME ZONE 'America/New_York')::date, v.starts_at, now(),
              '{"Title": "Prepared", "Aside": "", "Letterhead": ["Two Rivers Clinic"], "Footer": "Prepared", "Parts": []}', '', ARRAY(SELECT d.id FROM documents.documents d WHERE d.patient_id = v.patient_id), '{}', 1, 1, 0
            FROM scheduling.visits v WHERE v.provider_id = '{{provider}}' AND v.state = 'booked'
            ON CONFLICT (visit_id) DO UPDATE SET face_sheet = excluded.face_sheet, rests_on = excluded.rests_on, paper_ids = excluded.paper_ids, paper_pages = 1, gaps = 1
            """);
    }

    /// <summary>A file of the EHR that would change one patient, of whom it asks for a second look, and register another.</summary>
    private async Task CompareFile()
    {
        var (id, mrn) = (morning.Task.PatientId, (await Host.Sql($"SELECT mrn FROM intake.patients WHERE id = '{morning.Task.PatientId}'"))[0]);
        var csv = $"""
            mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language
            {mrn},Hollis,Marguerite,,1951-05-06,F,,,,,,,Other Health,OH1,,,
            NEW1,Hollis,Petra,,1983-05-06,F,,,,,,,,,,,
            NEW2,Hollis
            """;
        var hash = await Host.In<IBlobStore, string>(blobs => blobs.Put(Encoding.UTF8.GetBytes(csv)));
        var file = await Host.Insert("intake.patient_files", ("file_name", "register.csv"), ("blob_hash", hash), ("rows", "2"), ("refused", "1"), ("at", "now()"));
        await Host.Sql($"INSERT INTO intake.patient_file_states (file_id, state, revision, unchanged, takes_all) VALUES ('{file}', 'compared', 0, 7, false)");
        await Host.Sql($$"""
            INSERT INTO intake.patient_file_lines (id, file_id, line, patient_id, shown_version, fields, doubts, state, is_again)
            VALUES (gen_random_uuid(), '{{file}}', 2, '{{id}}', 0, '{birth date}', '{birth-date,whole-name}', 'waiting', false), (gen_random_uuid(), '{{file}}', 3, NULL, 0, '{}', '{}', 'waiting', false)
            """);
    }

    /// <summary>A file of the EHR that would move the visit of today, and books another.</summary>
    private async Task CompareSchedule()
    {
        var (visit, mrn) = ((await Host.Sql($"SELECT id FROM scheduling.visits WHERE provider_id = '{provider}' AND state = 'booked'"))[0], (await Host.Sql($"SELECT mrn FROM intake.patients WHERE id = '{morning.Task.PatientId}'"))[0]);
        string Line(object? id, string start) =>
            $$"""{"id": "{{id}}", "mrn": "{{mrn}}", "providerId": "{{provider}}", "locationId": "{{TestOrganization.Harbor.Id}}", "date": "2031-03-04", "start": "{{start}}", "minutes": 30, "visitType": "echo"}""";
        var file = $$"""{"providers": [], "visits": [{{Line(visit, "09:00")}}, {{Line(Guid.NewGuid(), "10:00")}}, {{Line(visit, "11:00")}}]}""";
        var hash = await Host.In<IBlobStore, string>(blobs => blobs.Put(Encoding.UTF8.GetBytes(file)));
        await Host.Insert("scheduling.schedule_files", ("file_name", "visits.json"), ("blob_hash", hash), ("visits", "3"), ("at", "now()"));
    }

    /// <summary>A filed document that is signed, and has to be sent back.</summary>
    private async Task RaiseDuty()
    {
        var document = (Guid)(await Host.Sql("SELECT id FROM documents.documents WHERE state = 'filed' ORDER BY id"))[0]!;
        var duty = await Host.Insert(
            "documents.duties",
            ("document_id", document), ("kind", "sign-return"), ("state", "signed"), ("raised_at", "now()"), ("due_at", "now()"), ("location_id", TestOrganization.Harbor.Id));
        await Host.Insert("documents.duty_steps", ("duty_id", duty), ("code", "signed"), ("at", "now()"), ("copy_id", document), ("from_state", "open"), ("to_state", "signed"));
    }

    /// <summary>An attorney asks for records, and something was given out by hand.</summary>
    private async Task AskForRecords()
    {
        var thread = Guid.CreateVersion7();
        var request = await Host.Insert(
            "correspondence.records_requests",
            ("patient_id", morning.Task.PatientId!), ("care_thread_id", thread), ("location_id", TestOrganization.Harbor.Id), ("asker_kind", "attorney"), ("asker_name", "Pine and Lowell, attorneys"), ("words", "All records of this year"), ("kinds", "{}"),
            ("received_on", $"{DateTime.UtcNow.AddDays(-40):yyyy-MM-dd}"), ("due_on", $"{DateTime.UtcNow.AddDays(-10):yyyy-MM-dd}"), ("state", "received"), ("access_class", "standard"), ("entered_at", "now()"));
        await Host.Insert("correspondence.records_steps", ("request_id", request), ("what", "received"), ("at", "now()"));
        await Host.Insert(
            "correspondence.disclosures",
            ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("recipient", "County health department"), ("kind", "other"), ("way", "phone"), ("what", "Date of a test"), ("purpose", "required_by_law"),
            ("authority", "Public health law"), ("state", "left"), ("left_at", "now()"), ("at", "now()"), ("by_hand", "true"), ("access_class", "standard"));
    }

    /// <summary>Drafted at the patient, approved, and put into the print queue.</summary>
    private async Task PrintLetter(WebVisitor user)
    {
        var letter = Guid.CreateVersion7();
        var at = $"/correspondence/letters/letter/{letter}";
        await Done(user.Post(
            "/correspondence/letters/draft?patient=" + morning.Task.PatientId,
            ("letterId", $"{letter}"), ("patientId", $"{morning.Task.PatientId}"), ("locationId", $"{TestOrganization.Harbor.Id}"), ("template", "free-letter")));
        var version = VersionField().Match(await user.Read(at)).Groups[1].Value;
        await Done(user.PostFrom(at, at + "/approval", ("version", version)));
        await Done(user.PostFrom(at, at + "/send?handler=Print"));
    }

    /// <summary>A batch that waits to be approved, with one whom nobody can write to.</summary>
    private async Task WriteToMany(WebVisitor user)
    {
        var mrns = await Host.Sql("SELECT mrn FROM intake.patients WHERE access_class = 'standard' AND merged_into_id IS NULL AND id IN (SELECT patient_id FROM intake.patient_addresses) ORDER BY mrn DESC LIMIT 3");
        var batch = Guid.CreateVersion7();
        await Done(user.PostFrom(
            "/correspondence/batches/begin?kind=listed", "/correspondence/batches/begin?handler=Begin",
            ("Form.NewId", $"{batch}"), ("Form.Kind", "listed"), ("Form.LocationId", $"{TestOrganization.Harbor.Id}"), ("Form.Template", "missed-visit"), ("Form.Mrns", string.Join(' ', mrns))));
        await MondayMorning.Until(() => Host.Sql($"SELECT state FROM correspondence.letter_batches WHERE id = '{batch}'"), answer => answer is ["drafted"]);
        await Host.Sql($"UPDATE correspondence.batch_letters SET state = 'broken', reason = 'refused', detail = 'An address is missing.' WHERE batch_id = '{batch}' AND ordinal = 1");
    }

    /// <summary>A fax number that nobody has looked at, and one where a fax reached somebody else.</summary>
    private async Task Misdirect()
    {
        var harbor = ("location_id", (object)TestOrganization.Harbor.Id);
        await Host.Insert("correspondence.fax_numbers", ("digits", "14195550163"), ("name", "Lake Clinic"), ("kind", "colleague"), ("state", "new"), ("entered_at", "now()"), harbor);
        await Host.Insert("correspondence.fax_numbers", ("digits", "14195550164"), ("name", "Ana Maro, DO"), ("kind", "colleague"), ("state", "misdirected"), ("entered_at", "now()"), harbor);
        var letter = await Host.Insert(
            "correspondence.letters", ("patient_id", morning.Task.PatientId!), ("care_thread_id", Guid.CreateVersion7()), ("location_id", TestOrganization.Harbor.Id), ("template_code", "referral-request"), ("template_version", "1"),
            ("subject", "A referral that went astray"), ("language", "en"), ("blocks", "[]"), ("values", "[]"), ("state", "approved"), ("access_class", "standard"));
        var pages = await Host.In(async (IBlobStore blobs) => await blobs.Put(await File.ReadAllBytesAsync(MondayMorning.FaxFile("08-prior-auth-approval.pdf"))));
        var approval = await Host.Insert(
            "correspondence.approvals", ("letter_id", letter), ("number", "1"), ("subject", "A referral that went astray"), ("blocks", "[]"), ("values", "[]"), ("pdf_hash", pages), ("page_count", "1"), ("approved_at", "now()"));
        var fax = await Host.Insert(
            "correspondence.deliveries", ("letter_id", letter), ("approval_id", approval), ("way", "fax"), ("address", "14195550164"), ("read_by", "colleague"), ("recipient", "Ana Maro, DO"), ("state", "sent"), ("requested_at", "now()"), ("left_at", "now()"), harbor);
        var incident = await Host.Insert("correspondence.fax_incidents", ("delivery_id", fax), ("learned", "Mr. Hale called: he got our fax"), ("opened_at", "now()"), harbor);
        await Host.Insert("correspondence.fax_incident_steps", ("incident_id", incident), ("what", "called"), ("words", "With Mr. Hale, at the number that he called from"), ("at", "now()"));
    }

    /// <summary>A drawer closed, one open with a prepayment in it, and a co-pay of a visit that is still owed.</summary>
    private async Task TakeMoney(WebVisitor user)
    {
        const string at = "/intake/day-close";
        await Done(user.PostFrom(at, at + "?handler=Add", ("location", $"{TestOrganization.Harbor.Id}"), ("name", "Window 2")));
        var drawer = (Guid)(await Host.Sql("SELECT id FROM intake.drawers WHERE name = 'Window 2'"))[0]!;
        var (closed, open) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Done(user.PostFrom(at, at + "?handler=Open", ("drawer", $"{drawer}"), ("sessionId", $"{closed}"), ("start", "100.00")));
        await Done(user.PostFrom(at, at + "?handler=Close", ("Form.SessionId", $"{closed}"), ("Form.ShownCash", "10000"), ("Form.Cash", "99.00"), ("Form.Reason", "A dollar is missing")));
        await Done(user.PostFrom(at, at + "?handler=Correct", ("correctionId", $"{Guid.CreateVersion7()}"), ("sessionId", $"{closed}"), ("method", "cash"), ("amount", "0.50"), ("reason", "Two coins under the tray")));
        await Done(user.PostFrom(at, at + "?handler=Open", ("drawer", $"{drawer}"), ("sessionId", $"{open}"), ("start", "100.00")));
        var prepay = $"/intake/money/patient/{morning.Task.PatientId}/prepay?location={TestOrganization.Harbor.Id}";
        await Done(user.PostFrom(
            prepay, prepay, ("Form.EntryId", $"{Guid.CreateVersion7()}"), ("Form.SessionId", $"{open}"), ("Form.Amount", "20.00"), ("Form.Method", "card"), ("Form.Reference", "TR-0017")));
        var visit = (Guid)(await Host.Sql($"SELECT id FROM scheduling.visits WHERE provider_id = '{provider}' AND state = 'booked'"))[0]!;
        await Host.Insert(
            "intake.ledger_entries",
            ("patient_id", morning.Task.PatientId!), ("visit_id", visit), ("location_id", TestOrganization.Harbor.Id), ("kind", "charge-copay"), ("counts_as", "charge-copay"), ("cents", 3000), ("evidence", "Card: office visit"),
            ("at", "now()"));
    }

    /// <summary>A fee, an estimate that was given and one that was not, and how the patient wants to be reached.</summary>
    private async Task EstimateCost(WebVisitor user)
    {
        await Done(user.PostFrom("/intake/settings/fees", "/intake/settings/fees?handler=Save", ("code", "G0463"), ("description", "Office visit"), ("charge", "125.00")));
        var visit = (Guid)(await Host.Sql($"SELECT id FROM scheduling.visits WHERE provider_id = '{provider}' AND state = 'cancelled'"))[0]!;
        await Host.Insert("intake.visit_payer_cases", ("visit_id", visit), ("patient_id", morning.Task.PatientId!), ("kind", "self-pay"));
        await Host.Insert(
            "intake.asked_estimates",
            ("patient_id", (await Host.Sql("SELECT patient_id FROM documents.documents WHERE state = 'filed' ORDER BY id"))[0]!), ("location_id", TestOrganization.Harbor.Id), ("visit_type_code", "echo"), ("visit_type", "Echocardiogram"), ("wanted_on", "2031-04-01"));
        var at = $"/intake/coverage/visit/{visit}/estimate";
        foreach (var after in new[] { "0", "1" })
        {
            await Done(user.PostFrom(
                at, at + "?handler=Make", ("estimateId", $"{Guid.CreateVersion7()}"), ("after", after), ("form.Lines[0].Code", "G0463"), ("form.Lines[0].Quantity", $"{after}1"), ("form.Provider", "Ines Fontaine MD"), ("form.From", "2031-03-04"), ("form.To", "2031-03-04")));
        }

        await Done(user.PostFrom(at, at + "?handler=Give", ("givingId", $"{Guid.CreateVersion7()}"), ("number", "1"), ("way", "mail"), ("givenOn", $"{LocalTime.DayAt(TestOrganization.Harbor, DateTimeOffset.UtcNow):yyyy-MM-dd}")));
        await Host.Insert("intake.contact_preferences", ("patient_id", morning.Task.PatientId!), ("phone", false), ("email", true), ("post", false), ("preferred", "e-mail"), ("voicemail", "call-back"), ("best_time", "after 4 pm"), ("at", "now()"));

        // Where mail goes today, where it went before, and where it goes for some days.
        var ofPatient = ("patient_id", (object)morning.Task.PatientId!);
        await Host.Insert("intake.patient_addresses", ofPatient, ("kind", "mailing"), ("line", "PO Box 9"), ("city", "Toledo"), ("state", "OH"), ("zip", "43601"), ("added_why", "The patient said so at the desk"));
        await Host.Insert("intake.patient_addresses", ofPatient, ("kind", "mailing"), ("line", "PO Box 7"), ("city", "Toledo"), ("state", "OH"), ("zip", "43601"), ("ended_at", "now()"), ("ended_why", "Gave it up"));
        await Host.Insert("intake.patient_addresses", ofPatient, ("kind", "temporary"), ("line", "7 Palm Way"), ("city", "Naples"), ("state", "FL"), ("zip", "34102"), ("valid_from", "2031-01-01"), ("valid_to", "2031-03-31"));
    }

    private async Task BreakGlass(WebVisitor user)
    {
        var at = await AddressOf("/break-glass/{patientId:guid}");
        var opened = Guid.CreateVersion7();
        await Done(user.Post(at, ("Form.Id", $"{opened}"), ("Form.Reason", "She calls about her results")));
        await Done(user.PostFrom("/", at + "?handler=End", ("opened", $"{opened}")));
    }

    private static async Task Done(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{answer.RequestMessage!.RequestUri!.AbsolutePath} answers {(int)answer.StatusCode}");
    }

    [GeneratedRegex(@"/?\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("""name="version" value="(\d+)""")]
    private static partial Regex VersionField();
}
