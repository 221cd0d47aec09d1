using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What is asked of whom, as it is typed. Public setters for the model binder alone.</summary>
internal sealed class ReferralForm
{
    [StringLength(100)]
    public string? Provider { get; set; }

    [StringLength(100)]
    public string? Practice { get; set; }

    [StringLength(80)]
    public string? Specialty { get; set; }

    [StringLength(500)]
    public string? Reason { get; set; }

    [StringLength(200)]
    public string? Diagnosis { get; set; }

    public string? Urgency { get; set; }

    [StringLength(100)]
    public string? Payer { get; set; }

    /// <summary>Documents of the patient's chart that go with it.</summary>
    public List<Guid> Enclosed { get; set; } = [];

    /// <param name="chart">The documents of the patient: of others none is enclosed.</param>
    public ReferralRequest Request(IReadOnlyCollection<Guid> chart)
    {
        static string Said(string? text) => text?.Trim() ?? "";

        return new ReferralRequest(
            Said(Provider), Said(Practice), Said(Specialty), Said(Reason), Said(Diagnosis), Urgency is "urgent" or "stat" ? Urgency : "routine", Said(Payer), [.. Enclosed.Where(chart.Contains).Distinct()]);
    }

    public static ReferralForm Of(ReferralRequest request) => new()
    {
        Provider = request.Provider,
        Practice = request.Practice,
        Specialty = request.Specialty,
        Reason = request.Reason,
        Diagnosis = request.Diagnosis,
        Urgency = request.Urgency,
        Payer = request.Payer,
        Enclosed = [.. request.Enclosed],
    };
}

/// <summary>The fields of a referral, whichever page shows them.</summary>
/// <param name="Direction">One of <see cref="ReferralDirection"/>.</param>
internal sealed record ReferralFields(ReferralForm Form, string Direction, IReadOnlyList<ChartDocument> Chart);
