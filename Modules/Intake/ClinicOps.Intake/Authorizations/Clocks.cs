using System.Globalization;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Authorizations;

/// <summary>How long somebody has.</summary>
/// <param name="Unit">h for hours, d for calendar days, b for business days.</param>
internal sealed record ClockPeriod(int Amount, char Unit)
{
    /// <returns>Null for what is no period.</returns>
    public static ClockPeriod? Read(string? text) =>
        text is { Length: >= 2 and <= 4 } && text[^1] is 'h' or 'd' or 'b' && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var amount) && amount > 0
            ? new ClockPeriod(amount, text[^1])
            : null;

    public override string ToString() => $"{Amount} {Unit switch { 'h' => "hours", 'd' => "days", _ => "business days" }}";
}

/// <param name="On">The day at the location.</param>
/// <param name="At">The last moment: of a deadline in days the end of its day.</param>
internal sealed record Due(DateOnly On, DateTimeOffset At);

/// <summary>
/// When something is due, reckoned on the calendar and the wall clock of the location. Hours are hours: 72 of them pass a weekend and a
/// change of the clock like any others. Days are counted from the day after, and end with their day.
/// </summary>
/// <param name="location">Null reckons in UTC.</param>
/// <param name="holidays">Days besides weekends on which the clinic does not work: business days are none of them.</param>
/// <param name="payerHolidays">Days besides these on which payers do not work: a period in business days leaves them out too, and the clinic's own days do not.</param>
internal sealed class Clocks(Location? location, IReadOnlyCollection<DateOnly> holidays, IReadOnlyCollection<DateOnly> payerHolidays)
{
    public Clocks(Location? location, IReadOnlyCollection<DateOnly> holidays)
        : this(location, holidays, [])
    {
    }

    public Due After(DateTimeOffset from, ClockPeriod period)
    {
        if (period.Unit == 'h')
        {
            var at = from.ToUniversalTime().AddHours(period.Amount);
            return new Due(LocalTime.DayAt(location, at), at);
        }

        var day = LocalTime.DayAt(location, from);
        return EndOf(period.Unit == 'd' ? day.AddDays(period.Amount) : DaysAfter(day, period.Amount, next => IsBusinessDay(next) && !payerHolidays.Contains(next)));
    }

    /// <summary>A deadline that names its day: until the day is over.</summary>
    public Due EndOf(DateOnly day) => new(day, LocalTime.StartOf(day.AddDays(1), location));

    /// <summary>
    /// The business day on which the payer is asked for a decision that is not there yet: so many before it is due, but not on the day its
    /// clock began, which would ask for an answer to what was sent this morning.
    /// </summary>
    public DateOnly AskForDecisionOn(DateTimeOffset from, Due due, int days)
    {
        var first = BusinessDaysAfter(LocalTime.DayAt(location, from), 1);
        var before = BusinessDaysBefore(due.On, days);
        return before > first ? before : first;
    }

    /// <summary>The business day on which the clinic's own deadline becomes a task: so many before it, at once where that is past.</summary>
    public DateOnly ActOn(DateTimeOffset from, Due due, int days)
    {
        var first = LocalTime.DayAt(location, from);
        var before = BusinessDaysBefore(due.On, days);
        return before > first ? before : first;
    }

    public bool IsBusinessDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(day);

    public DateOnly BusinessDaysAfter(DateOnly day, int days) => DaysAfter(day, days, IsBusinessDay);

    /// <summary>With 0, the day itself or the last business day before it.</summary>
    public DateOnly BusinessDaysBefore(DateOnly day, int days)
    {
        while (days > 0)
        {
            day = day.AddDays(-1);
            days -= IsBusinessDay(day) ? 1 : 0;
        }

        while (!IsBusinessDay(day))
        {
            day = day.AddDays(-1);
        }

        return day;
    }

    private static DateOnly DaysAfter(DateOnly day, int days, Func<DateOnly, bool> counts)
    {
        while (days > 0)
        {
            day = day.AddDays(1);
            days -= counts(day) ? 1 : 0;
        }

        return day;
    }
}
