using System.Globalization;

namespace ClinicOps.Documents.Data;

/// <summary>A day as <see cref="DocumentValue"/> and <see cref="OrderValue"/> keep it: yyyy-MM-dd.</summary>
internal static class StoredDay
{
    private const string Form = "yyyy-MM-dd";

    /// <summary>Null for what is no such day.</summary>
    public static DateOnly? Of(string? value) => DateOnly.TryParseExact(value, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string Text(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);
}
