using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Scheduling;

internal sealed class SchedulingOptions
{
    /// <summary>How far apart the lines of the day view are. A visit may begin between two of them; a free time is offered on one.</summary>
    [AllowedValues(5, 10, 15, 20, 30, 60, ErrorMessage = "Scheduling:SlotMinutes is 5, 10, 15, 20, 30 or 60.")]
    public int SlotMinutes { get; init; } = 10;

    /// <summary>For how many minutes a time is held while somebody is on the phone.</summary>
    [Range(1, 60, ErrorMessage = "Scheduling:HoldMinutes is 1 to 60.")]
    public int HoldMinutes { get; init; } = 10;

    /// <summary>A visit of which nobody arrived looks like a no-show so many minutes after its time.</summary>
    [Range(1, 240, ErrorMessage = "Scheduling:NoShowAfterMinutes is a number from 1 to 240.")]
    public int NoShowAfterMinutes { get; init; } = 15;

    /// <summary>After so many attempts to reach a patient, a request for an appointment may end as unreachable.</summary>
    [Range(1, 20, ErrorMessage = "Scheduling:RequestAttempts is a number from 1 to 20.")]
    public int RequestAttempts { get; init; } = 3;
}
