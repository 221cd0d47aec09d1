using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Intake.Estimates;

/// <summary>Settings "Intake:Estimates": what the law says today, which may say otherwise tomorrow.</summary>
internal sealed class EstimateOptions
{
    /// <summary>Days for which an estimate holds.</summary>
    [Range(1, 730)]
    public int ValidDays { get; init; } = 365;

    /// <summary>A bill that is higher by so many dollars may be disputed.</summary>
    [Range(1, 100_000)]
    public int DisputeDollars { get; init; } = 400;

    /// <summary>Days after the bill within which it may.</summary>
    [Range(1, 1000)]
    public int DisputeDays { get; init; } = 120;

    /// <summary>Where the patient asks about that, and begins it.</summary>
    [StringLength(200)]
    public string DisputeAt { get; init; } = "www.cms.gov/nosurprises or 1-800-985-3059";
}
