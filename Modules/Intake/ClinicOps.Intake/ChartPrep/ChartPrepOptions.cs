using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>Settings "Intake:ChartPrep".</summary>
internal sealed class ChartPrepOptions : IValidatableObject
{
    /// <summary>The location's hour from which the next day's charts are prepared.</summary>
    [Range(0, 23)]
    public int FromHour { get; init; } = 20;

    /// <summary>Pages of papers a packet has at most; what does not fit is named on its face sheet.</summary>
    [Range(1, 1000)]
    public int MostPages { get; init; } = 60;

    /// <summary>Months back for which papers count as lately received, for who was not seen before.</summary>
    [Range(1, 120)]
    public int MonthsBack { get; init; } = 12;

    /// <summary>Absolute path of the folder into which the schedule is written for a day without the machine; by default DATA/schedule.</summary>
    public string? ScheduleFolder { get; init; }

    /// <summary>Days for which a written schedule is kept.</summary>
    [Range(1, 365)]
    public int KeepScheduleDays { get; init; } = 3;

    /// <summary>Days after its visit for which a prepared chart is kept: what is in it stays in the record.</summary>
    [Range(1, 3650)]
    public int KeepPacketDays { get; init; } = 30;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        ScheduleFolder is null || Path.IsPathFullyQualified(ScheduleFolder) ? [] : [new ValidationResult($"The folder for schedules \"{ScheduleFolder}\" is no absolute path.")];
}
