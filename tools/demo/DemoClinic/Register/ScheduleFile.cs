using System.Globalization;

namespace DemoClinic.Register;

/// <summary>Providers and visits as `import-schedule` reads them: days are counted from the day of the import.</summary>
internal static class ScheduleFile
{
    private static readonly (string Type, int Minutes)[] VisitTypes = [("New patient", 40), ("Follow-up", 20), ("Procedure", 60), ("Results", 20)];

    public static void Write(IReadOnlyList<Person> people, string path)
    {
        var visits = OurClinic.Providers.SelectMany((provider, number) => VisitsOf(provider, number, people)).ToList();
        JsonText.Write(path, new
        {
            providers = OurClinic.Providers.Select(p => new { id = p.Id, name = p.Clinician.Name, locationId = p.Location.Id, credentials = p.Clinician.Credentials, npi = p.Clinician.Npi, specialty = p.Specialty }),
            visits,
        });
    }

    /// <summary>From a week ago to ten days ahead, a few a day, one after the other.</summary>
    private static IEnumerable<object> VisitsOf(ClinicProvider provider, int number, IReadOnlyList<Person> people)
    {
        var draw = new Random(4_001 + number);
        for (var day = -7; day <= 10; day++)
        {
            var start = new TimeOnly(8, 30).AddMinutes(draw.Next(4) * 10);
            for (var turn = 0; turn < (day is >= 0 and <= 2 ? 5 : 1); turn++)
            {
                var (type, minutes) = VisitTypes[draw.Next(VisitTypes.Length)];
                yield return new
                {
                    id = Guid.Parse($"019a5c00-0000-7000-8002-{(number * 10_000) + ((day + 7) * 100) + turn:D12}"),
                    mrn = people[draw.Next(people.Count)].Mrn,
                    providerId = provider.Id,
                    locationId = provider.Location.Id,
                    dayOffset = day,
                    start = start.ToString("HH:mm", CultureInfo.InvariantCulture),
                    minutes,
                    visitType = type,
                    status = day < 0 ? "done" : draw.Next(20) == 0 ? "cancelled" : "scheduled",
                };
                start = start.AddMinutes(minutes + (draw.Next(3) * 20));
            }
        }
    }
}
