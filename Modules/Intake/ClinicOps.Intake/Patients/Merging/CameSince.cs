using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Access;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Joining;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>What came to the survivor of a merge while two records were one: whose of the two it is nobody said.</summary>
internal sealed class CameSince(IntakeDb db, IPatientDocuments documents, IVisits visits, ILetters letters, IOrganization organization)
{
    /// <summary>Before it is taken back. What goes back by itself is not counted where that is known here. Asks the other modules: not inside a transaction.</summary>
    public async Task<WhatCame> Of(Guid mergeId, CancellationToken stopping)
    {
        if (await db.PatientMerges.AsNoTracking().SingleOrDefaultAsync(merge => merge.Id == mergeId, stopping) is not { } merge)
        {
            return new WhatCame(Guid.Empty, null, []);
        }

        var goBack = await db.Set<CarriedRow>().Where(row => row.FromId == merge.MergedId && row.EndedAt == null).Select(row => row.RowId).ToListAsync(stopping);
        return await Of(merge, DateTimeOffset.MaxValue, [.. goBack], stopping);
    }

    /// <summary>After it was taken back: what is with the survivor still. What a person put elsewhere since is not in it.</summary>
    public Task<WhatCame> StillThere(PatientMerge merge, PatientUnmerge back, CancellationToken stopping) => Of(merge, back.At, [], stopping);

    private async Task<WhatCame> Of(PatientMerge merge, DateTimeOffset until, HashSet<Guid> goBack, CancellationToken stopping)
    {
        var patient = merge.SurvivorId;
        var seen = await visits.OfPatient(patient, stopping);
        var profile = await organization.Profile(stopping);
        var location = seen.Select(visit => (Guid?)visit.LocationId).FirstOrDefault() ?? profile.Locations[0].Id;
        var all = new List<CameItem>();
        all.AddRange((await documents.OfPatient(patient, stopping)).Select(one => new CameItem("Documents", one.Id, one.Type.Replace('_', ' '), one.FiledAt, $"/documents/document/{one.Id}")));
        all.AddRange(seen.Where(visit => visit.BookedForId is null).Select(one => new CameItem("Visits", one.Id, $"{one.VisitType} with {one.ProviderName}", one.EnteredAt, $"/scheduling/visits/visit/{one.Id}")));
        all.AddRange((await letters.OfPatient(patient, stopping)).Select(one => new CameItem("Letters", one.Id, one.Subject, one.DraftedAt, $"/correspondence/letters/letter/{one.Id}")));
        all.AddRange((await db.Tasks.AsNoTracking().Where(one => one.PatientId == patient && one.RaisedAt > merge.At).ToListAsync(stopping))
            .Select(one => new CameItem("Tasks", one.Id, one.Title, one.RaisedAt, $"/intake/tasks/task/{one.Id}")));
        all.AddRange((await db.Authorizations.AsNoTracking().Where(one => one.PatientId == patient && one.StartedAt > merge.At).ToListAsync(stopping))
            .Select(one => new CameItem("Authorizations", one.Id, AuthorizationTasks.Subject(one), one.StartedAt, $"/intake/authorizations/authorization/{one.Id}")));
        all.AddRange((await db.SignedForms.AsNoTracking().Where(one => one.PatientId == patient && one.At > merge.At).ToListAsync(stopping))
            .Select(one => new CameItem(WhatCame.Forms, one.Id, $"{one.Title}, signed by {one.SignedBy}", one.At, $"/intake/check-in/visit/{one.VisitId}")));
        all.AddRange((await db.LedgerEntries.AsNoTracking().Where(one => one.PatientId == patient && one.At > merge.At).ToListAsync(stopping))
            .Select(one => new CameItem("Lines of the account", one.Id, $"{LedgerKinds.InWords(one.Kind)} {Money.Text(one.Cents)}", one.At, one.VisitId is { } visit ? $"/intake/check-in/visit/{visit}" : $"/intake/patients/patient/{patient}")));
        all.AddRange(await OfTheRecord(merge, stopping));
        return new WhatCame(location, profile.Find(location), [.. all.Where(one => one.At > merge.At && one.At < until && !goBack.Contains(one.Id)).OrderBy(one => one.At)]);
    }

    /// <summary>Referrals, codings, coverage that a person found out, notes, and what was changed by hand. What the machine asks of payers comes with its visit.</summary>
    private async Task<List<CameItem>> OfTheRecord(PatientMerge merge, CancellationToken stopping)
    {
        var patient = merge.SurvivorId;
        var codings = await db.CodingEvents.AsNoTracking()
            .Where(happened => db.VisitCodings.Any(coding => coding.VisitId == happened.VisitId && coding.PatientId == patient))
            .GroupBy(happened => happened.VisitId).Select(of => new { VisitId = of.Key, At = of.Min(happened => happened.At) }).Where(of => of.At > merge.At).ToListAsync(stopping);
        return
        [
            .. (await db.Referrals.AsNoTracking().Where(one => one.PatientId == patient && one.StartedAt > merge.At).ToListAsync(stopping))
                .Select(one => new CameItem("Referrals", one.Id, ReferralTasks.Subject(one.Facts), one.StartedAt, $"/intake/referrals/referral/{one.Id}")),
            .. codings.Select(one => new CameItem("Codings", one.VisitId, "Coding of a visit", one.At, $"/intake/coding/visit/{one.VisitId}")),
            .. (await db.EligibilityChecks.AsNoTracking().Where(one => one.PatientId == patient && one.At > merge.At && one.By != null).ToListAsync(stopping))
                .Select(one => new CameItem("Coverage asked about", one.Id, $"Coverage on {LocalTime.Us(one.AskedFor)}", one.At, $"/intake/coverage/visit/{one.VisitId}")),
            .. (await db.PatientNotes.AsNoTracking().Where(one => one.PatientId == patient && one.At > merge.At).ToListAsync(stopping))
                .Select(one => new CameItem("Notes and alerts", one.Id, one.Text, one.At, $"/intake/patients/patient/{patient}/people")),
            .. (await db.PatientChanges.AsNoTracking().Where(one => one.PatientId == patient && one.At > merge.At && one.Via == "edit" && one.Field != ClassifyPatient.Field).ToListAsync(stopping))
                .Select(one => new CameItem("Changes of the record", one.Id, $"{one.Field}: {(one.New is { Length: > 0 } becomes ? becomes : $"without {one.Old}")}", one.At, $"/intake/patients/patient/{patient}")),
        ];
    }
}

/// <param name="What">In words.</param>
/// <param name="Href">Where it is looked at.</param>
internal sealed record CameItem(string Kind, Guid Id, string What, DateTimeOffset At, string Href);

/// <param name="LocationId">Where it is sorted: where the patient was seen last.</param>
/// <param name="Location">By whose calendar days are said.</param>
/// <param name="Items">The oldest first.</param>
internal sealed record WhatCame(Guid LocationId, Location? Location, IReadOnlyList<CameItem> Items)
{
    public const string Title = "Two records were parted: sort what came while they were one";
    public const string SayAccess = "Say which access holds for this record: until then it stays closed as the other was";

    /// <summary>The one kind that is put to the other record by a button.</summary>
    public const string Forms = "Signed forms";

    /// <summary>In the order in which a list shows them.</summary>
    private static readonly string[] Kinds = ["Documents", "Visits", "Letters", "Tasks", "Authorizations", "Referrals", Forms, "Codings", "Coverage asked about", "Lines of the account", "Notes and alerts", "Changes of the record"];

    public bool Any => Items.Count > 0;

    public IEnumerable<IGrouping<string, CameItem>> ByKind => Items.GroupBy(item => item.Kind).OrderBy(kind => Array.IndexOf(Kinds, kind.Key));

    /// <param name="staysClosed">Whether a manager is to say which access holds.</param>
    public StaffTask ToSort(Guid mergeId, Patient survivor, bool staysClosed, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = TaskKinds.FollowUp,
        Title = Title,
        Detail = string.Join(". ", ByKind.Select(kind => $"{kind.Key}: {string.Join(", ", kind.Select(item => DayOf(item).ToString("MM/dd/yyyy", CultureInfo.InvariantCulture)).Distinct())} ({kind.Count()})")
            .Append("Look at each, and put what is the other's there: the patient's page, under \"Merged records\", has the list").Concat(staysClosed ? [SayAccess] : [])),
        State = TaskState.Open,
        PatientId = survivor.Id,
        Reason = $"parted:{mergeId}",
        LocationId = LocationId,
        CareThreadId = Guid.CreateVersion7(),
        Urgency = staysClosed ? "urgent" : "routine",
        RaisedAt = now,
    };

    public DateOnly DayOf(CameItem item) => LocalTime.DayAt(Location, item.At);
}
