using System.Security.Cryptography;
using System.Text;
using ClinicOps.Correspondence;
using ClinicOps.Documents;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Intake.Tests.Ledger;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Scheduling;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Merging;

/// <summary>The four modules together, and patients of whom every table of theirs has something.</summary>
internal static class MergeClinic
{
    private const string NobodyNamed = """
        {"Names":[],"BirthDates":[],"Sexes":[],"Mrns":[],"MemberIds":[],"Phones":[],"Addresses":[],"OtherPeople":[],"Mentions":[],"LeastPageConfidence":90,"MostUncoveredInk":0}
        """;

    public static Task<TestClinic> OpenHouse(TestCluster cluster) => cluster.OpenClinic([new IntakeModule(), new DocumentsModule(), new SchedulingModule(), new CorrespondenceModule()]);

    /// <summary>Documents with an order, visits, a wanted appointment, letters, tasks, an authorization with a payer's letter, check-in, forms, coverage asked about, money.</summary>
    public static async Task<Chart> WriteChart(this TestClinic clinic, Guid patient, string word)
    {
        var (location, thread, user) = (TestOrganization.Harbor.Id, Guid.CreateVersion7(), Guid.CreateVersion7());
        var document = await clinic.FileDocument(patient, word, thread, user);
        var order = await clinic.Insert(
            "documents.orders", ("document_id", document), ("ordinal", 1), ("kind", "imaging"), ("state", "ready"), ("standing", "told"), ("patient_id", patient), ("location_id", location), ("access_class", "standard"));
        var visit = await clinic.BookVisit(patient, word);
        var task = await clinic.Insert(
            "intake.tasks", ("kind", "schedule"), ("title", $"Schedule {word}"), ("state", "open"), ("patient_id", patient), ("order_id", order), ("document_id", document), ("location_id", location), ("care_thread_id", thread),
            ("urgency", "routine"), ("access_class", "standard"), ("raised_at", "now()"));
        await clinic.Insert("scheduling.appointment_requests", ("task_id", task), ("patient_id", patient), ("location_id", location), ("urgency", "routine"), ("state", "open"), ("access_class", "standard"), ("requested_at", "now()"));
        var letter = await clinic.Insert(
            "correspondence.letters", ("patient_id", patient), ("care_thread_id", thread), ("location_id", location), ("template_code", "free-letter"), ("template_version", 1), ("subject", $"About {word}"), ("language", "en"),
            ("blocks", "[]"), ("values", "[]"), ("state", "draft"), ("access_class", "standard"));
        var authorization = await clinic.Insert(
            "intake.authorizations", ("patient_id", patient), ("location_id", location), ("payer", $"Payer {word}"), ("codes", "[]"), ("diagnoses", "{}"), ("urgency", "standard"), ("state", "submitted"), ("access_class", "standard"));
        await clinic.Insert("intake.decision_proposals", ("document_id", document), ("patient_id", patient), ("authorization_id", authorization), ("state", "open"), ("outcome", "approved"), ("location_id", location), ("access_class", "standard"));
        await clinic.Insert(
            "intake.referrals", ("patient_id", patient), ("direction", "in"), ("state", "received"), ("document_id", document), ("urgency", "routine"), ("location_id", location), ("access_class", "standard"));
        var outgoing = await clinic.Insert("intake.referrals", ("patient_id", patient), ("direction", "out"), ("state", "sent"), ("urgency", "routine"), ("enclosed", $"{{{document}}}"), ("location_id", location), ("access_class", "standard"));
        var packet = await clinic.Insert("intake.referral_packets", ("referral_id", outgoing), ("patient_id", patient), ("document_ids", $"{{{document}}}"), ("pages", 2), ("blob_hash", await clinic.Services.GetRequiredService<IBlobStore>().Put(Encoding.UTF8.GetBytes(word))));
        await clinic.Insert("intake.referral_events", ("referral_id", outgoing), ("number", 1), ("what", "sent"), ("how", "fax"), ("sent_to", "419-555-0155"), ("packet_id", packet), ("new", "{}"), ("closed_tasks", "{}"), ("raised_tasks", "{}"));
        await clinic.Insert("intake.note_proposals", ("document_id", document), ("patient_id", patient), ("state", "open"), ("location_id", location), ("access_class", "standard"));
        await clinic.Insert("intake.document_patients", ("document_id", document), ("patient_id", patient), ("message_id", Guid.CreateVersion7()));
        await clinic.Insert("intake.check_ins", ("visit_id", visit), ("patient_id", patient), ("location_id", location), ("arrived_at", "now()"));
        await clinic.Insert("intake.visit_payer_cases", ("visit_id", visit), ("patient_id", patient), ("kind", "health-plan"));
        var form = await clinic.Insert("intake.signed_forms", ("patient_id", patient), ("visit_id", visit), ("form_code", "privacy"), ("title", "Privacy"), ("strokes", "[]"), ("signed_by", word));
        var check = await clinic.Insert("intake.eligibility_checks", ("patient_id", patient), ("visit_id", visit), ("way", "phone"), ("trace", $"T{word}"));
        await clinic.Insert("intake.eligibility_states", ("check_id", check), ("patient_id", patient), ("state", "sent"));
        return new Chart(document, visit, task, letter, authorization, form);
    }

    public static async Task<Guid> FileDocument(this TestClinic clinic, Guid patient, string word, Guid thread, Guid? by)
    {
        var location = TestOrganization.Harbor.Id;
        var transmission = await clinic.Insert(
            "documents.transmissions", ("source", "upload"), ("channel", "fax"), ("file_name", $"{word}.tif"), ("blob_hash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(word)))), ("source_key", $"key:{word}"), ("care_thread_id", thread), ("location_id", location), ("page_count", 1),
            ("state", "sorted"), ("access_class", "standard"));
        var document = await clinic.Insert(
            "documents.documents", ("transmission_id", transmission), ("care_thread_id", thread), ("ordinal", 1), ("type", "physician_order"), ("type_evidence", "[]"), ("patient_evidence", NobodyNamed), ("state", "filed"),
            ("patient_id", patient), ("subject_id", patient), ("filed_at", "now()"), ("filed_by", by ?? Guid.CreateVersion7()), ("transcribed_at", "now()"), ("location_id", location), ("access_class", "standard"));
        await clinic.Insert("documents.pages", ("transmission_id", transmission), ("number", 1), ("state", "read"), ("document_id", document), ("width", 100), ("height", 100));
        await clinic.Insert("documents.filings", ("document_id", document), ("patient_id", patient), ("act", "filed"), ("why", "review"), ("reasons", "[]"));
        return document;
    }

    public static async Task<Guid> BookVisit(this TestClinic clinic, Guid patient, string word)
    {
        var provider = await clinic.Insert("scheduling.providers", ("name", $"Dr. {word}"), ("location_id", TestOrganization.Harbor.Id));
        return await clinic.Insert(
            "scheduling.visits", ("patient_id", patient), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Check-up"), ("starts_at", "2026-03-02T15:00Z"), ("ends_at", "2026-03-02T15:30Z"),
            ("state", "booked"), ("access_class", "standard"));
    }

    public static async Task<MergeSaid> MergingOf(this TestClinic clinic, Guid survivor, Guid merged, string reason = "Same address, same mother") => await clinic.In(async (IntakeDb db) =>
    {
        var versions = await db.Patients.AsNoTracking().Where(p => p.Id == survivor || p.Id == merged).ToDictionaryAsync(p => p.Id, p => p.Version);
        return new MergeSaid(Guid.CreateVersion7(), survivor, versions.GetValueOrDefault(survivor), merged, versions.GetValueOrDefault(merged), reason);
    });

    public static Task<PatientMerged> Run(this TestClinic clinic, MergeSaid said) => clinic.In((MergePatients merge) => merge.Run(said, CancellationToken.None));

    /// <summary>Merges and says nothing to the other modules yet.</summary>
    /// <returns>The merge's id.</returns>
    public static async Task<Guid> MergeInto(this TestClinic clinic, Guid survivor, Guid merged)
    {
        var said = await clinic.MergingOf(survivor, merged);
        return await clinic.Run(said) is PatientMerged.Done ? said.Id : throw new InvalidOperationException("Not merged.");
    }

    public static Task<PatientUnmerged> Unmerge(this TestClinic clinic, Guid mergeId, string reason = "Two people after all") =>
        clinic.In((UnmergePatients unmerge) => unmerge.Run(mergeId, reason, CancellationToken.None));

    public static async Task<TResult> As<T, TResult>(this TestClinic clinic, string[] cleared, Func<T, Task<TResult>> act, params Guid[] opened)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(Guid.Parse("0190e000-0000-7000-8000-000000000001"), []);
        actor.See(cleared, opened);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}

/// <summary>One of each, of one patient.</summary>
internal sealed record Chart(Guid Document, Guid Visit, Guid Task, Guid Letter, Guid Authorization, Guid Form);
