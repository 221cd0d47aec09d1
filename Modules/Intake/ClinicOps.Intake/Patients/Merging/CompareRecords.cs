using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients.Addresses;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>Two records side by side: where they differ, and what hangs on each. Audited as both are shown.</summary>
internal sealed class CompareRecords(
    IntakeDb db, IPatientDocuments documents, IVisits visits, ILetters letters, OpenAccount accounts, IOrganization organization, AuditTrail audit)
{
    /// <returns>Null when one of them is not in sight, or was merged.</returns>
    public async Task<Comparison?> Of(Guid first, Guid second, CancellationToken stopping)
    {
        var records = await db.WholePatients.AsNoTracking().Where(p => (p.Id == first || p.Id == second) && p.MergedIntoId == null).ToDictionaryAsync(p => p.Id, stopping);
        if (records.Count < 2)
        {
            return null;
        }

        await audit.Record(db, new AuditEntry("patients.compared", "patient", first, [second]), stopping);
        var (one, other) = (await Record(records[first], stopping), await Record(records[second], stopping));
        return new Comparison(
            one,
            other,
            [.. one.Facts.Zip(other.Facts, (mine, theirs) => new ComparedLine(mine.Name, mine.Text, theirs.Text))],
            [.. one.Things.Zip(other.Things, (mine, theirs) => new ComparedLine(mine.Name, mine.Text, theirs.Text))]);
    }

    private async Task<ComparedRecord> Record(Patient patient, CancellationToken stopping)
    {
        var details = PatientDetails.Of(patient);
        var profile = await organization.Profile(stopping);
        List<(string, string)> facts =
        [
            ("MRN", patient.Mrn),
            .. PatientDetails.Fields.Select(field => (char.ToUpperInvariant(field.Name[0]) + field.Name[1..], field.Text(details) ?? "")),
            ("Former names", string.Join(", ", patient.Names.Where(name => name.Kind == NameKinds.Former).Select(name => name.Full))),
            ("Other addresses", string.Join("; ", ShownAddress.Standing(patient).Where(address => address.Kind != AddressKinds.Home).Select(address => $"{AddressKinds.Words(address.Kind)}: {AddressSaid.Of(address).InWords}"))),
            .. Circumstances.Of(patient).Fields.Select(field => (char.ToUpperInvariant(field.Field[0]) + field.Field[1..], field.Text)),
            ("Access", profile.NameOfClass(patient.AccessClass)),
            ("Registered", LocalTime.DayAt(profile.Locations is [var location, ..] ? location : null, patient.RegisteredAt).ToString("MM/dd/yyyy", CultureInfo.InvariantCulture)),
        ];
        var account = await accounts.Read(patient.Id, stopping);
        List<(string, string)> things =
        [
            ("Documents", Count((await documents.OfPatient(patient.Id, stopping)).Count)),
            ("Visits", Count((await visits.OfPatient(patient.Id, stopping)).Count)),
            ("Letters", Count((await letters.OfPatient(patient.Id, stopping)).Count)),
            ("Tasks", Count(await db.Tasks.CountAsync(task => task.PatientId == patient.Id, stopping))),
            ("Authorizations", Count(await db.Authorizations.CountAsync(authorization => authorization.PatientId == patient.Id, stopping))),
            ("Coverages", Count(patient.Coverages.Count)),
            ("Signed forms", Count(await db.SignedForms.CountAsync(form => form.PatientId == patient.Id, stopping))),
            ("Lines of the account", Count(account?.Entries.Count ?? 0)),
            ("Balance", Money.Text(account?.Balance ?? 0)),
            ("Records merged into it", Count(await db.Patients.CountAsync(record => record.MergedIntoId == patient.Id, stopping))),
        ];
        return new ComparedRecord(
            RegisteredPatients.Summary(patient), patient.Version, patient.RegisteredAt, await db.Patients.AnyAsync(record => record.MergedIntoId == patient.Id, stopping), facts, things);
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Facts">What the records say, line by line.</param>
/// <param name="Things">What hangs on each, and will hang on the one that stays.</param>
internal sealed record Comparison(ComparedRecord First, ComparedRecord Second, IReadOnlyList<ComparedLine> Facts, IReadOnlyList<ComparedLine> Things)
{
    /// <summary>The record to which others lead stays; else the older one.</summary>
    public Guid Stays => First.HasOthers != Second.HasOthers
        ? (First.HasOthers ? First : Second).Patient.Id
        : (First.RegisteredAt <= Second.RegisteredAt ? First : Second).Patient.Id;
}

internal sealed record ComparedRecord(
    Contracts.PatientSummary Patient, uint Version, DateTimeOffset RegisteredAt, bool HasOthers, IReadOnlyList<(string Name, string Text)> Facts, IReadOnlyList<(string Name, string Text)> Things);

internal sealed record ComparedLine(string Name, string First, string Second)
{
    public bool Differs => !string.Equals(First, Second, StringComparison.Ordinal);
}
