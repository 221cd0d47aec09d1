using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>What a letter to a PCP says, of the referral that its task is about, and else of the record.</summary>
internal sealed class ReferralAsks(IntakeDb db, VisibleToActor visible, IOrganization organization, TimeProvider clock) : IReferralAsks
{
    public async Task<ReferralAsk> Find(Guid patientId, Guid? taskId, CancellationToken stopping = default)
    {
        var referralId = taskId is { } id ? await visible.Tasks.Where(task => task.Id == id).Select(task => task.ReferralId).SingleOrDefaultAsync(stopping) : null;
        var asked = referralId is { } of ? await db.Referrals.AsNoTracking().SingleOrDefaultAsync(r => r.Id == of && r.Direction == ReferralDirection.In, stopping) : null;
        var care = (await PrimaryCare.OfAll(db, [patientId], stopping)).GetValueOrDefault(patientId);
        var location = asked is null ? null : (await organization.Profile(stopping)).Find(asked.LocationId);
        var (name, practice, fax) = Pcp(asked?.Facts.Request, care);
        return new ReferralAsk(InLines(name, practice, fax.Length > 0 ? $"Fax {fax}" : ""), await Plan(patientId, asked?.Payer ?? "", LocalTime.DayAt(location, clock.GetUtcNow()), stopping), Reason(asked?.Facts.Request))
        {
            PcpName = name.Length > 0 ? name : practice.Length > 0 ? practice : null,
            PcpFax = fax.Length > 0 ? fax : null,
        };
    }

    /// <summary>The record's numbers are those of the PCP that it names, and of no other whom the referral names.</summary>
    private static (string Name, string Practice, string Fax) Pcp(ReferralRequest? asked, PrimaryCare? care)
    {
        var isOfRecord = asked is null || asked.Provider.Length + asked.Practice.Length == 0 || (care is not null && IsSame(asked, care));
        return isOfRecord ? (care?.Name ?? "", care?.Practice ?? "", care?.Fax ?? "") : (asked!.Provider, asked.Practice, "");
    }

    /// <summary>By the names of both; where one of them has none, by the practices.</summary>
    private static bool IsSame(ReferralRequest asked, PrimaryCare care) =>
        (NameKeys.Key(asked.Provider), NameKeys.Key(care.Name)) is ({ Length: > 0 } name, { Length: > 0 } known)
            ? name == known
            : NameKeys.Key(asked.Practice) is { Length: > 0 } practice && practice == NameKeys.Key(care.Practice);

    /// <summary>A plan that is not valid today is nobody's any more: of a referral that names the payer, that name stands alone then.</summary>
    private async Task<string?> Plan(Guid patientId, string payer, DateOnly today, CancellationToken stopping)
    {
        var coverages = (await db.Patients.AsNoTracking().Where(p => p.Id == patientId || p.MergedIntoId == patientId).SelectMany(p => p.Coverages).ToListAsync(stopping)).InOrder(patientId).Where(known => known.IsValidOn(today)).ToList();
        var coverage = payer.Length == 0 ? coverages.FirstOrDefault() : coverages.Find(known => NameKeys.Number(known.Payer) == NameKeys.Number(payer));
        return string.Join(", ", new[] { coverage?.Payer ?? payer, coverage?.Plan ?? "", coverage is { MemberId.Length: > 0 } ? $"member id {coverage.MemberId}" : "" }.Where(part => part.Length > 0)) is { Length: > 0 } said ? said : null;
    }

    private static string? Reason(ReferralRequest? asked) =>
        asked is null ? null : string.Join(", ", new[] { asked.Specialty, asked.Reason, asked.Diagnosis }.Where(part => part.Length > 0)) is { Length: > 0 } said ? said : null;

    private static string? InLines(params string[] lines) => string.Join('\n', lines.Where(line => line.Length > 0)) is { Length: > 0 } said ? said : null;
}
