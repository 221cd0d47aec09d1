using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Merging;

/// <summary>The register's perhaps duplicates, two by two.</summary>
public sealed class DuplicateListTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Pairs_are_listed_likeliest_first_with_what_speaks_for_and_against_and_neither_namesakes_nor_families_are()
    {
        // One person twice; once more with a slip of the birth date; once with a number in common and no date.
        var rossi = await clinic.Register(Person("Elena", "Rossi") with { Phone = "(419) 555-0149", Sex = "F" });
        var again = await clinic.Register(Person("Elena", "Rossi") with { Phone = "419 555 0149", Sex = "F" });
        var (lind, slip) = (await clinic.Register(Person("Per", "Lind", "1971-02-03")), await clinic.Register(Person("Per", "Lind", "1971-03-02") with { Sex = "M" }));
        var (maro, number) = (await clinic.Register(Person("Ana", "Maro", "1961-05-05") with { Phone = "(419) 555-0102" }), await clinic.Register(Person("Ana", "Maro", "1988-12-30") with { Phone = "(419) 555-0102" }));

        // Namesakes; father and son under one phone; twins; and one who was merged.
        await clinic.Register(Person("Per", "Lind", "1944-11-20"));
        await clinic.Register(Person("Marco", "Rossi") with { Phone = "(419) 555-0149" });
        await clinic.Register(Person("Lena", "Rossi") with { Phone = "(419) 555-0149" });
        await clinic.Merge(await clinic.Register(Person("Elena", "Rossi")), rossi);

        var list = await List();

        Assert.Equal([(rossi, again, "very likely"), (lind, slip, "likely"), (maro, number, "perhaps")], list.Found.Select(pair => (pair.One.Id, pair.Other.Patient.Id, pair.InWords)));
        Assert.Equal(["name", "birth date", "phone", "sex"], list.Found[0].Other.Agrees);
        Assert.Equal(["name", "birth date but for a slip"], list.Found[1].Other.Agrees);
        Assert.Equal(["birth date"], list.Found[2].Other.Differs);
        Assert.False(list.HasMore);
    }

    [Fact]
    public async Task A_nickname_a_like_sound_and_exchanged_names_are_found_with_the_same_birth_date_and_a_nickname_with_a_number()
    {
        var (robert, bob) = (await clinic.Register(Person("Robert", "Lind", "1950-01-02")), await clinic.Register(Person("Bob", "Lind", "1950-01-02")));
        var (chen, wei) = (await clinic.Register(Person("Wei", "Chen", "1960-03-04")), await clinic.Register(Person("Chen", "Wei", "1960-03-04")));
        var (smith, smyth) = (await clinic.Register(Person("Jon", "Smith", "1970-05-06")), await clinic.Register(Person("John", "Smyth", "1970-05-06")));
        var (kate, katherine) = (
            await clinic.Register(Person("Kate", "Maro", "1980-07-08") with { Phone = "(419) 555-0102" }), await clinic.Register(Person("Katherine", "Maro", "1999-12-30") with { Phone = "(419) 555-0102" }));

        // With another birth date and no number they are namesakes; and so is who is called quite otherwise on the same day.
        await clinic.Register(Person("Bob", "Lind", "1944-11-20"));
        await clinic.Register(Person("Maria", "Lind", "1950-01-02"));
        await clinic.Register(Person("Wei", "Chen", "1931-03-09"));

        var list = (await List()).Found.ToDictionary(pair => (pair.One.Id, pair.Other.Patient.Id), pair => (string.Join(", ", pair.Other.Agrees), pair.InWords));

        Assert.Equal(4, list.Count);
        Assert.Equal(("name but for a nickname, birth date", "likely"), list[(robert, bob)]);
        Assert.Equal(("name, first and last exchanged, birth date", "likely"), list[(chen, wei)]);
        Assert.Equal(("sound of the name, birth date", "perhaps"), list[(smith, smyth)]);
        Assert.Equal(("name but for a nickname, phone", "perhaps"), list[(kate, katherine)]);

        // At the patient too.
        Assert.Equal([wei], (await clinic.As([], (SuggestDuplicates suggest) => suggest.Of(chen, CancellationToken.None)))!.Found.Select(found => found.Patient.Id));
    }

    [Fact]
    public async Task Not_the_same_person_said_once_is_asked_no_more_in_list_and_record_until_it_is_taken_back_and_the_closed_is_in_no_pair()
    {
        var (one, other) = (await clinic.Register(Person("Elena", "Rossi")), await clinic.Register(Person("Elena", "Rossi")));
        var closed = await clinic.Register(Person("Elena", "Rossi"));
        await clinic.Sql($"UPDATE intake.patients SET access_class = 'restricted' WHERE id = '{closed}'");

        Assert.Equal([(one, other)], (await clinic.As([], (ListDuplicates list) => list.Run(CancellationToken.None))).Found.Select(pair => (pair.One.Id, pair.Other.Patient.Id)));
        Assert.Equal(3, (await clinic.As(["restricted"], (ListDuplicates list) => list.Run(CancellationToken.None))).Found.Count);
        Assert.False(await clinic.As([], (TellApart tell) => tell.Run(one, closed, CancellationToken.None)));

        // Whichever is named first, and said twice: once.
        Assert.True(await clinic.As([], (TellApart tell) => tell.Run(other, one, CancellationToken.None)));
        Assert.True(await clinic.As([], (TellApart tell) => tell.Run(one, other, CancellationToken.None)));
        var after = await clinic.As([], (ListDuplicates list) => list.Run(CancellationToken.None));
        Assert.Empty(after.Found);
        Assert.Equal([(one, other)], after.Apart.Select(pair => (pair.One.Id, pair.Other.Id)));
        Assert.Empty((await clinic.As([], (SuggestDuplicates suggest) => suggest.Of(one, CancellationToken.None)))!.Found);
        Assert.Equal([Ana], (await clinic.Sql("SELECT by FROM intake.patients_apart")).Cast<Guid>());

        // Told apart from a closed record, nothing of that is shown to who does not see it.
        Assert.True(await clinic.As(["restricted"], (TellApart tell) => tell.Run(one, closed, CancellationToken.None)));
        Assert.Single((await clinic.As([], (ListDuplicates list) => list.Run(CancellationToken.None))).Apart);

        Assert.True(await clinic.As([], (TellApart tell) => tell.TakeBack(one, other, CancellationToken.None)));
        Assert.False(await clinic.As([], (TellApart tell) => tell.TakeBack(one, other, CancellationToken.None)));
        Assert.Equal([(one, other)], (await clinic.As([], (ListDuplicates list) => list.Run(CancellationToken.None))).Found.Select(pair => (pair.One.Id, pair.Other.Patient.Id)));
        Assert.Equal(["patient.told-apart", "patient.told-apart", "patient.not-told-apart"], await clinic.Sql("SELECT action FROM audit.entries WHERE action LIKE '%told-apart' ORDER BY at, id"));
    }

    private Task<DuplicateList> List() => clinic.In((ListDuplicates list) => list.Run(CancellationToken.None));
}
