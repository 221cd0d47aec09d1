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
}
