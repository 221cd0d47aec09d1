using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tasks;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>What a letter to a PCP says, of the referral that its task is about, and else of the record.</summary>
internal sealed class ReferralAsks(IntakeDb db, VisibleToActor visible) : IReferralAsks
{
    public async Task<ReferralAsk> Find(Guid patientId, Guid? taskId, CancellationToken stopping = default)
    {
        var referralId = taskId is { } id ? await visible.Tasks.Where(task => task.Id == id).Select(task => task.ReferralId).SingleOrDefaultAsync(stopping) : null;
        var asked = referralId is { } of ? await db.Referrals.AsNoTracking().SingleOrDefaultAsync(r => r.Id == of && r.Direction == ReferralDirection.In, stopping) : null;
        var care = (await PrimaryCare.OfAll(db, [patientId], stopping)).GetValueOrDefault(patientId);
        return new ReferralAsk(Pcp(asked?.Facts.Request, care), await Plan(patientId, asked?.Payer ?? "", stopping), Reason(asked?.Facts.Request));
    }

    /// <summary>The record's numbers are those of the PCP that it names, and of no other whom the referral names.</summary>
    private static string? Pcp(ReferralRequest? asked, PrimaryCare? care)
    {
        var isOfRecord = asked is null || asked.Provider.Length + asked.Practice.Length == 0 || (care is not null && NameKeys.Key(asked.Provider) == NameKeys.Key(care.Name));
        var (name, practice) = isOfRecord ? (care?.Name ?? "", care?.Practice ?? "") : (asked!.Provider, asked.Practice);
        return InLines(name, practice, isOfRecord && care is { Fax.Length: > 0 } ? $"Fax {care.Fax}" : "");
    }

    private async Task<string?> Plan(Guid patientId, string payer, CancellationToken stopping)
    {
        var coverages = (await db.Patients.AsNoTracking().Where(p => p.Id == patientId || p.MergedIntoId == patientId).SelectMany(p => p.Coverages).ToListAsync(stopping)).InOrder(patientId).ToList();
        var coverage = payer.Length == 0 ? coverages.FirstOrDefault() : coverages.Find(known => NameKeys.Number(known.Payer) == NameKeys.Number(payer));
        return string.Join(", ", new[] { coverage?.Payer ?? payer, coverage?.Plan ?? "", coverage is { MemberId.Length: > 0 } ? $"member id {coverage.MemberId}" : "" }.Where(part => part.Length > 0)) is { Length: > 0 } said ? said : null;
    }

    private static string? Reason(ReferralRequest? asked) =>
        asked is null ? null : string.Join(", ", new[] { asked.Specialty, asked.Reason, asked.Diagnosis }.Where(part => part.Length > 0)) is { Length: > 0 } said ? said : null;

    private static string? InLines(params string[] lines) => string.Join('\n', lines.Where(line => line.Length > 0)) is { Length: > 0 } said ? said : null;
}
