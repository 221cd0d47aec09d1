using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Coverage;

/// <summary>How coverage is asked for.</summary>
internal sealed class CoverageOptions : IValidatableObject
{
    /// <summary>ISA06: this clinic as the clearinghouse knows it.</summary>
    [StringLength(15, MinimumLength = 2)]
    public string SenderId { get; init; } = "CLINICOPS";

    /// <summary>ISA08: the clearinghouse.</summary>
    [StringLength(15, MinimumLength = 2)]
    public string ReceiverId { get; init; } = "CLEARINGHOUSE";

    /// <summary>Ten digits: the NPI every question is asked with; null for that of the visit's provider.</summary>
    [RegularExpression("[0-9]{10}")]
    public string? ClinicNpi { get; init; }

    /// <summary>Questions say that they are a test (ISA15).</summary>
    public bool Test { get; init; }

    /// <summary>Absolute path of the folder that questions are put into; by default DATA/clearinghouse/out.</summary>
    public string? OutFolder { get; init; }

    /// <summary>Absolute path of the folder that answers are taken from; by default DATA/clearinghouse/in.</summary>
    public string? InFolder { get; init; }

    /// <summary>Seconds for which an answer's file must not have changed before it is taken.</summary>
    [Range(0, 3600)]
    public int QuietSeconds { get; init; } = 5;

    /// <summary>The location's hour from which the next day's visits are asked for.</summary>
    [Range(0, 23)]
    public int AskFromHour { get; init; } = 18;

    /// <summary>X12 code of the kind of service a visit is, where its type says none.</summary>
    public string ServiceType { get; init; } = "98";

    /// <summary>X12 code by the visit type's name, "Physical therapy": "PT".</summary>
    public Dictionary<string, string> ServiceTypeOf { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>CMS code of the place where visits are, as payers name it beside a co-payment.</summary>
    [RegularExpression("[0-9]{2}")]
    public string Place { get; init; } = "11";

    /// <summary>CMS code by the visit type's name, "Video visit": "10".</summary>
    public Dictionary<string, string> PlaceOf { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Hours after which a question without an answer is told of.</summary>
    [Range(1, 48)]
    public int AnswerHours { get; init; } = 4;

    /// <summary>The location's hour of the visit's own day from which it is told of at the latest.</summary>
    [Range(0, 23)]
    public int AnswerByHour { get; init; } = 7;

    /// <summary>Days for which an answer holds: what will be older on the day of the visit is asked again the evening before, and what is older is not green.</summary>
    [Range(1, 366)]
    public int AnswerHoldsDays { get; init; } = 7;

    public KindOfVisit KindOf(string visitType) => new(ServiceTypeOf.GetValueOrDefault(visitType, ServiceType), PlaceOf.GetValueOrDefault(visitType, Place));

    /// <summary>What was asked at this instant or before should have its answer by now.</summary>
    public DateTimeOffset AnswerDue(DateTimeOffset now, DateOnly visitOn, Location? location) =>
        LocalTime.At(location, now) is var clock && clock.DateTime >= visitOn.ToDateTime(new TimeOnly(AnswerByHour, 0)) ? now - AskCoverage.StillComing : now - TimeSpan.FromHours(AnswerHours);

    /// <summary>By what the age of questions and answers about a visit of that day is judged now.</summary>
    public AnswerClock ClockOf(DateTimeOffset now, DateOnly visitOn, Location? location) => new(AnswerDue(now, visitOn, location), LocalTime.DayAt(location, now) is var today && today < visitOn ? today : visitOn, AnswerHoldsDays, location);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var folder in new[] { OutFolder, InFolder }.OfType<string>().Where(folder => !Path.IsPathFullyQualified(folder)))
        {
            yield return new ValidationResult($"The clearinghouse folder \"{folder}\" is no absolute path.");
        }

        foreach (var code in ServiceTypeOf.Values.Append(ServiceType).Where(code => !X12Words.IsServiceType(code)))
        {
            yield return new ValidationResult($"\"{code}\" is no X12 code of a kind of service.");
        }

        foreach (var code in PlaceOf.Values.Where(code => code is not [>= '0' and <= '9', >= '0' and <= '9']))
        {
            yield return new ValidationResult($"\"{code}\" is no CMS code of a place of service: two digits.");
        }
    }
}

/// <summary>The age of questions and answers about one visit.</summary>
/// <param name="Due">What was asked until then should have its answer.</param>
/// <param name="AsOf">The day on which age is told, on the location's calendar: never later than that of the visit.</param>
/// <param name="HoldsDays">For how many days an answer holds.</param>
internal sealed record AnswerClock(DateTimeOffset Due, DateOnly AsOf, int HoldsDays, Location? Location)
{
    public int DaysOld(DateTimeOffset at) => AsOf.DayNumber - LocalTime.DayAt(Location, at).DayNumber;

    public bool IsOld(DateTimeOffset at) => DaysOld(at) > HoldsDays;
}

/// <summary>What a visit's type says of its co-payment.</summary>
/// <param name="ServiceType">X12 code of the kind of service.</param>
/// <param name="Place">CMS code of the place of service.</param>
internal sealed record KindOfVisit(string ServiceType, string Place)
{
    /// <summary>One of <see cref="Coverage.OwesNothing"/>, as the clinic has it of the type; empty where the payer's answer decides.</summary>
    public string OwesNothing { get; init; } = "";
}
