using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients;

/// <summary>A patient's primary care provider (PCP), as the record says; each part is empty where it does not.</summary>
internal sealed record PrimaryCare(string Name, string Npi, string Practice, string Phone, string Fax)
{
    /// <summary>"Dr. Quill, Harbor Family Medicine".</summary>
    public string Whom => string.Join(", ", new[] { Name, Practice }.Where(part => part.Length > 0));

    /// <summary>"Dr. Quill, Harbor Family Medicine, fax (419) 555-0100": by which way to reach them, the fax before the phone.</summary>
    public string InWords => string.Join(", ", new[] { Whom, Fax.Length > 0 ? $"fax {Fax}" : Phone.Length > 0 ? $"phone {Phone}" : "" }.Where(part => part.Length > 0));

    /// <returns>Null where nobody is named.</returns>
    public static PrimaryCare? Of(Patient patient) =>
        new PrimaryCare(patient.Pcp ?? "", patient.PcpNpi, patient.PcpPractice, patient.PcpPhone, patient.PcpFax) is { Whom.Length: > 0 } said ? said : null;

    /// <summary>Of each patient who has one: as the own record says, else as one does that was merged into it. That record keeps its own.</summary>
    public static async Task<IReadOnlyDictionary<Guid, PrimaryCare>> OfAll(IntakeDb db, IReadOnlyCollection<Guid> patientIds, CancellationToken stopping)
    {
        var records = await db.Patients.AsNoTracking()
            .Where(p => (p.Pcp != null || p.PcpPractice != "") && (patientIds.Contains(p.Id) || (p.MergedIntoId != null && patientIds.Contains(p.MergedIntoId.Value))))
            .ToListAsync(stopping);
        return Of(records);
    }

    /// <param name="records">Patients, and those that were merged into them.</param>
    public static IReadOnlyDictionary<Guid, PrimaryCare> Of(IEnumerable<Patient> records)
    {
        var all = new Dictionary<Guid, PrimaryCare>();
        foreach (var record in records.OrderBy(record => record.MergedIntoId is not null).ThenBy(record => record.Id))
        {
            if (Of(record) is { } said)
            {
                all.TryAdd(record.Id, said);
                all.TryAdd(record.MergedIntoId ?? record.Id, said);
            }
        }

        return all;
    }
}
