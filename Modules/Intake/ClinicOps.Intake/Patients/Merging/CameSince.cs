using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Joining;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>What came to the survivor of a merge while two records were one: whose of the two it is nobody said. What goes back by itself is not counted where that is known here.</summary>
internal sealed class CameSince(IntakeDb db, IPatientDocuments documents, IVisits visits, ILetters letters, IOrganization organization)
{
    /// <summary>Asks the other modules: not inside a transaction.</summary>
    public async Task<WhatCame> Of(Guid mergeId, CancellationToken stopping)
    {
        if (await db.PatientMerges.AsNoTracking().SingleOrDefaultAsync(merge => merge.Id == mergeId, stopping) is not { } merge)
        {
            return new WhatCame(Guid.Empty, []);
        }

        var (patient, at) = (merge.SurvivorId, merge.At);
        var goBack = db.Set<CarriedRow>().Where(row => row.FromId == merge.MergedId && row.EndedAt == null).Select(row => row.RowId);
        var seen = await visits.OfPatient(patient, stopping);
        var profile = await organization.Profile(stopping);
        var location = seen.Select(visit => (Guid?)visit.LocationId).FirstOrDefault() ?? profile.Locations[0].Id;
        (string Name, IEnumerable<DateTimeOffset> Days)[] all =
        [
            ("Documents", (await documents.OfPatient(patient, stopping)).Select(document => document.FiledAt)),
            ("Visits", seen.Where(visit => visit.BookedForId is null).Select(visit => visit.EnteredAt)),
            ("Letters", (await letters.OfPatient(patient, stopping)).Select(letter => letter.DraftedAt)),
            ("Tasks", await db.Tasks.Where(task => task.PatientId == patient && !goBack.Contains(task.Id)).Select(task => task.RaisedAt).ToListAsync(stopping)),
            ("Authorizations", await db.Authorizations.Where(one => one.PatientId == patient && !goBack.Contains(one.Id)).Select(one => one.StartedAt).ToListAsync(stopping)),
            ("Signed forms", await db.SignedForms.Where(form => form.PatientId == patient && !goBack.Contains(form.Id)).Select(form => form.At).ToListAsync(stopping)),
            ("Lines of the account", await db.LedgerEntries.Where(line => line.PatientId == patient).Select(line => line.At).ToListAsync(stopping)),
        ];
        return new WhatCame(location, [.. all.Select(kind => (kind.Name, Days: Days(kind.Days))).Where(kind => kind.Days.Count > 0)]);

        List<DateOnly> Days(IEnumerable<DateTimeOffset> times) => [.. times.Where(time => time > at).Order().Select(time => LocalTime.DayAt(profile.Find(location), time))];
    }
}

/// <param name="LocationId">Where it is sorted: where the patient was seen last.</param>
/// <param name="Kinds">Of each kind the days on which it came, on that location's calendar, one for each.</param>
internal sealed record WhatCame(Guid LocationId, IReadOnlyList<(string Name, List<DateOnly> Days)> Kinds)
{
    public const string Title = "Two records were parted: sort what came while they were one";
    public const string SayAccess = "Say which access holds for this record: until then it stays closed as the other was";

    public bool Any => Kinds.Count > 0;

    /// <param name="staysClosed">Whether a manager is to say which access holds.</param>
    public StaffTask ToSort(Guid mergeId, Patient survivor, bool staysClosed, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = TaskKinds.FollowUp,
        Title = Title,
        Detail = string.Join(". ", Kinds.Select(kind => $"{kind.Name}: {string.Join(", ", kind.Days.Distinct().Select(day => day.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture)))} ({kind.Days.Count})")
            .Append("Look at each, and put what is the other's there").Concat(staysClosed ? [SayAccess] : [])),
        State = TaskState.Open,
        PatientId = survivor.Id,
        Reason = $"parted:{mergeId}",
        LocationId = LocationId,
        CareThreadId = Guid.CreateVersion7(),
        Urgency = staysClosed ? "urgent" : "routine",
        RaisedAt = now,
    };
}
