using System.Transactions;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Patients;

/// <summary>What the gate before automatic filing relies on: the register's answers as its contract words them.</summary>
public sealed class PatientRegisterTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly MatchQuery Nothing = new([], [], [], [], [], []);

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_number_of_the_person_makes_a_candidate()
    {
        var elena = await clinic.Register(Person("Elena", "Rossi") with { Phone = "+1 (419) 555-0149", MemberId = "scx-129 984556" }, "AC-101550");
        await clinic.Register(Person("Somebody", "Else", "1950-01-02") with { Phone = "(419) 555-0148", MemberId = "SCX129984557" });

        Assert.Equal([elena], await Candidates(Nothing with { Mrns = ["AC101550"] }));
        Assert.Equal([elena], await Candidates(Nothing with { Phones = ["4195550149"] }));
        Assert.Equal([elena], await Candidates(Nothing with { MemberIds = ["SCX129984556"] }));
        Assert.Equal([elena], await Candidates(Nothing with { BirthDates = [Date("1990-06-20")] }));
    }

    [Fact]
    public async Task An_empty_question_has_no_candidates()
    {
        await clinic.Register(Person("Elena", "Rossi") with { Phone = "call the office", MemberId = "" });

        Assert.Empty(await Candidates(Nothing));
        Assert.Empty(await Candidates(Nothing with { Phones = [""], MemberIds = [""], Mrns = [""], Names = [new("", "rossi"), new("elena", "")] }));
    }

    [Theory]
    [InlineData("elena", "rosi", true)] // the same sound
    [InlineData("eleanor", "rossi", true)] // the same first letter
    [InlineData("maria", "rossi", false)]
    [InlineData("elena", "brandt", false)]
    public async Task A_name_makes_a_candidate_by_sound_of_the_last_and_first_letter_of_the_first(string first, string last, bool candidate)
    {
        var elena = await clinic.Register(Person("Elena", "Rossi"));

        Assert.Equal(candidate ? [elena] : [], await Candidates(Nothing with { Names = [new(first, last)] }));
    }

    [Fact]
    public async Task A_last_name_misread_in_its_first_letter_is_found_by_its_trigrams()
    {
        var dana = await clinic.Register(Person("Dana", "Kowalczyk"));

        Assert.NotEqual(NameKeys.Sound("kowalczyk"), NameKeys.Sound("nowalczyk"));
        Assert.Equal([dana], await Candidates(Nothing with { Names = [new("dana", "nowalczyk")] }));
    }

    [Theory]
    [InlineData("Carver-Kowalski", "carver")]
    [InlineData("Carver-Kowalski", "kowalski")]
    [InlineData("García López", "lopez")]
    [InlineData("García López", "garcialopez")]
    public async Task A_part_of_a_compound_last_name_makes_a_candidate(string last, string asked)
    {
        var dana = await clinic.Register(Person("Dana", last));

        Assert.Equal([dana], await Candidates(Nothing with { Names = [new("dana", asked)] }));
    }

    [Fact]
    public async Task A_near_birth_date_makes_a_candidate_only_with_a_sound_or_a_first_name_in_common()
    {
        var elena = await clinic.Register(Person("Elena", "Rossi", "1990-06-20"));
        await clinic.Register(Person("Omar", "Haddad", "1990-06-20"));
        var near = Nothing with { NearBirthDates = [Date("1990-06-20")] };

        Assert.Equal([elena], await Candidates(near with { Names = [new("zoe", "rosy")] }));
        Assert.Equal([elena], await Candidates(near with { Names = [new("elena", "unlike")] }));
        Assert.Empty(await Candidates(near with { Names = [new("zoe", "unlike")] }));
    }

    [Fact]
    public async Task Former_and_preferred_names_are_names_of_the_person()
    {
        var elena = await clinic.Register(Person("Elena", "Rossi") with { Preferred = "Nell" });
        await clinic.Rename(elena, "Whitfield");

        Assert.Equal([elena], await Candidates(Nothing with { Names = [new("elena", "rossi")] }));
        var person = Assert.Single((await Ask(Nothing with { Names = [new("nell", "whitfield")] })).Patients);
        Assert.Equal(
            ["Former Elena Rossi", "Current Elena Whitfield", "Preferred Nell Whitfield"],
            person.Names.OrderBy(name => name.Last).ThenBy(name => name.First).Select(name => $"{name.Kind} {name.First} {name.Last}"));
    }

    [Fact]
    public async Task A_name_dropped_as_a_mistake_is_no_longer_answered_to_but_stands_in_the_history()
    {
        var elena = await clinic.Register(Person("Elena", "Rossi"));
        await clinic.Rename(elena, "Whitfield", keepsOldName: false);

        Assert.Empty(await Candidates(Nothing with { Names = [new("elena", "rossi")] }));
        Assert.Equal(["Rossi"], await clinic.Sql("SELECT old FROM intake.patient_changes WHERE field = 'last name'"));
    }

    [Fact]
    public async Task A_suffix_is_taken_out_of_the_last_name_and_told_apart()
    {
        await clinic.Register(Person("Walter", "Abbott Jr.", "1970-02-03"));
        await clinic.Register(Person("Walter", "Abbott", "1941-05-06", suffix: "Sr"));

        var names = (await Ask(Nothing with { Names = [new("walter", "abbott")] })).Patients.SelectMany(person => person.Names).ToList();

        Assert.All(names, name => Assert.Equal("Abbott", name.Last));
        Assert.Equal(["jr", "sr"], names.Select(name => name.Suffix).Order());
    }

    [Fact]
    public async Task A_candidate_carries_everything_a_match_is_judged_by()
    {
        var elena = await clinic.Register(
            Person("Elena", "Rossi", middle: "Maria") with
            {
                Sex = "F",
                Phone = "(419) 555-0149",
                OtherPhone = "419.555.0150",
                AddressLine = "12 Mill St",
                City = "Ashford",
                State = "OH",
                Zip = "43096",
                Payer = "Summit",
                MemberId = "SCX 129-984556",
                HolderFirst = "Paolo",
                HolderLast = "Rossi",
            },
            "AC101550");

        var person = Assert.Single((await Ask(Nothing with { Mrns = ["AC101550"] })).Patients);

        Assert.Equal((elena, "AC101550", Date("1990-06-20"), "F"), (person.PatientId, person.Mrn, person.BirthDate!.Value, person.Sex));
        Assert.Equal(["4195550149", "4195550150"], person.Phones.Order());
        Assert.Equal([new RegisteredAddress("12 Mill St", "Ashford", "OH", "43096")], person.Addresses);
        Assert.Equal([new RegisteredMemberId("SCX129984556", "Paolo", "Rossi", 1)], person.MemberIds);
        Assert.Equal([new RegisteredName("Elena", "Maria", "Rossi", "", NameKind.Current, 1, 1)], person.Names);
    }

    [Fact]
    public async Task A_member_id_says_how_many_carry_it()
    {
        foreach (var first in (string[])["Elena", "Paolo", "Luca"])
        {
            await clinic.Register(Person(first, "Rossi", $"19{60 + first.Length}-01-02") with { MemberId = "SCX1" });
        }

        var persons = (await Ask(Nothing with { MemberIds = ["SCX1"] })).Patients;

        Assert.Equal([3, 3, 3], persons.Select(person => Assert.Single(person.MemberIds).SharedBy));
    }

    [Fact]
    public async Task Bearers_of_a_name_and_of_a_birth_date_are_counted_over_all_registered()
    {
        var elena = await clinic.Register(Person("Elena", "Núñez", "1990-06-20"), "E1");
        await clinic.Register(Person("ELENA", "Brandt", "1950-01-02"));
        await clinic.Register(Person("Omar", "Nunez", "1950-01-02"), "O1");
        var married = await clinic.Register(Person("Ana", "Nunez", "1950-01-02"));
        await clinic.Rename(married, "Quill");

        var name = Assert.Single(Assert.Single((await Ask(Nothing with { Mrns = ["E1"] })).Patients).Names);

        Assert.Equal((2, 2), (name.FirstNameBearers, name.LastNameBearers));
        Assert.Equal(3, Assert.Single((await Ask(Nothing with { Mrns = ["O1"] })).Patients).BirthDateBearers);
        Assert.NotEqual(elena, married);
    }

    [Fact]
    public async Task Beyond_the_limit_those_that_fit_exactly_stay_and_the_answer_says_it_is_cut()
    {
        for (var i = 0; i < 6; i++)
        {
            await clinic.Register(Person("Erik", "Rossi", "1990-06-21"));
        }

        var elena = await clinic.Register(Person("Elena", "Rossi", "1990-06-20"));
        var omar = await clinic.Register(Person("Omar", "Haddad", "1971-02-03"), "OH1");
        var query = Nothing with { Names = [new("elena", "rossi")], Mrns = ["OH1"], NearBirthDates = [Date("1990-06-21")] };

        var cut = await Ask(query with { Limit = 4 });
        var whole = await Ask(query with { Limit = 8 });

        Assert.True(cut.Truncated);
        Assert.Equal(4, cut.Patients.Count);
        Assert.Equal(new HashSet<Guid> { elena, omar }, cut.Patients.Take(2).Select(person => person.PatientId).ToHashSet());
        Assert.False(whole.Truncated);
        Assert.Equal(8, whole.Patients.Count);
    }

    [Fact]
    public async Task Of_those_alike_by_name_alone_the_most_alike_come_and_the_answer_is_not_called_cut_for_the_rest()
    {
        for (var i = 0; i < 60; i++)
        {
            await clinic.Register(Person("Erik", "Rossi", "1951-01-02"));
        }

        var elene = await clinic.Register(Person("Elene", "Rossi", "1951-01-02"));
        var elena = await clinic.Register(Person("Elena", "Rossi", "1990-06-20"));

        var answer = await Ask(Nothing with { Names = [new("elena", "rossi")], BirthDates = [Date("1990-06-20")], Limit = 30 });

        Assert.False(answer.Truncated);
        Assert.Equal(30, answer.Patients.Count);
        Assert.Equal(elena, answer.Patients[0].PatientId);
        Assert.Contains(elene, (await Ask(Nothing with { Names = [new("elena", "rossi")], Limit = 41 })).Patients.Select(person => person.PatientId));
    }

    [Fact]
    public async Task In_a_large_register_bearers_are_those_of_the_last_hour_and_a_name_new_since_is_counted()
    {
        await clinic.Register(Person("Elena", "Rossi", "1990-06-20"));
        using var bearers = new RegisterBearers(clinic.Clock, large: 1);
        Assert.Equal((1, 1), await BearersOf("rossi"));

        await clinic.Register(Person("Elena", "Rossi", "1951-01-02"));
        await clinic.Register(Person("Omar", "Haddad", "1971-02-03"));
        Assert.Equal((1, 1), await BearersOf("rossi"));
        Assert.Equal((1, 1), await BearersOf("haddad"));

        clinic.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((3, 2), await BearersOf("rossi"));

        Task<(int Patients, int Bearers)> BearersOf(string last) => clinic.In(async (IntakeDb db) =>
        {
            var register = new PatientRegister(db, bearers);
            var state = await register.State(CancellationToken.None);
            var answer = await register.FindCandidates(Nothing with { Names = [new(last == "rossi" ? "elena" : "omar", last)] }, CancellationToken.None);
            return (state.PatientCount, Assert.Single(answer.Patients[0].Names).LastNameBearers);
        });
    }

    [Fact]
    public async Task Persons_named_on_a_page_are_found_by_every_pair_of_their_keys_and_by_nothing_less()
    {
        var dana = await clinic.Register(Person("Mary Ann", "Carver-Kowalski"));
        var renamed = await clinic.Register(Person("Elena", "Rossi") with { Preferred = "Nell" });
        await clinic.Rename(renamed, "Whitfield");

        var named = await Named(
            new("mary", "kowalski"), new("maryann", "carverkowalski"), new("kowalski", "mary"), new("mary", "kowalsky"), new("m", "carver"),
            new("elena", "rossi"), new("elena", "whitfield"), new("elena", ""), new("", "rossi"), new("", ""));

        Assert.Equal(
            new HashSet<NamedPerson>
            {
                new(dana, new("mary", "kowalski")), new(dana, new("maryann", "carverkowalski")), new(renamed, new("elena", "rossi")), new(renamed, new("elena", "whitfield")),
            },
            named.ToHashSet());
    }

    [Fact]
    public async Task Somebody_merged_away_is_no_person_any_more_and_the_survivor_answers_with_both_names_and_numbers()
    {
        var kept = await clinic.Register(Person("Elena", "Rossi", "1990-06-20") with { Phone = "(419) 555-0149", MemberId = "SCX1" }, "A1");
        var away = await clinic.Register(Person("Helena", "Rossini", "1990-06-02") with { Phone = "(419) 555-0150", MemberId = "SCX1" }, "A2");
        await clinic.Merge(away, kept);

        foreach (var query in (MatchQuery[])
            [
                Nothing with { Mrns = ["A2"] }, Nothing with { Phones = ["4195550150"] }, Nothing with { BirthDates = [Date("1990-06-02")] },
                Nothing with { Names = [new("helena", "rossini")] }, Nothing with { MemberIds = ["SCX1"] },
            ])
        {
            var person = Assert.Single((await Ask(query)).Patients);
            Assert.Equal((kept, "A1", Date("1990-06-20")), (person.PatientId, person.Mrn, person.BirthDate!.Value));
            Assert.Equal([(NameKind.Current, "Rossi"), (NameKind.Former, "Rossini")], person.Names.Select(name => (name.Kind, name.Last)));
            Assert.Equal(["4195550149", "4195550150"], person.Phones.Order());
            Assert.Equal(1, Assert.Single(person.MemberIds).SharedBy);
        }

        Assert.Equal([new NamedPerson(kept, new("helena", "rossini"))], await Named(new NamePair("helena", "rossini")));
        Assert.Equal(1, (await clinic.In((IPatientRegister register) => register.State(CancellationToken.None))).PatientCount);
    }

    [Fact]
    public async Task The_register_is_as_current_as_its_last_change_or_import()
    {
        Assert.Equal(new RegisterState(null, 0), await State());
        var elena = await clinic.Register(Person("Elena", "Rossi"));
        var registeredAt = clinic.Clock.GetUtcNow();
        Assert.Equal(new RegisterState(registeredAt, 1), await State());

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.Rename(elena, "Whitfield");
        Assert.Equal(new RegisterState(registeredAt.AddDays(1), 1), await State());

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.Import(Importing.ImportPatientsTests.File("AC1,Whitfield,Elena,,1990-06-20,F,,,,,,,,,,,"));
        await clinic.Import(Importing.ImportPatientsTests.File("AC1,Whitfield,Elena,,1990-06-20,F,,,,,,,,,,,"));
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.Import(Importing.ImportPatientsTests.File("AC1,Whitfield,Elena,,1990-06-20,F,,,,,,,,,,,"));
        Assert.Equal(new RegisterState(registeredAt.AddDays(3), 2), await State());
    }

    [Fact]
    public async Task The_register_can_be_asked_inside_another_modules_transaction()
    {
        await clinic.Register(Person("Elena", "Rossi"), "A1");
        await using var scope = clinic.Services.CreateAsyncScope();
        using var open = new TransactionScope(TransactionScopeOption.Required, TransactionScopeAsyncFlowOption.Enabled);
        await using var another = new Npgsql.NpgsqlConnection(clinic.ConnectionStringOf(DatabaseAccess.HostRole));
        await another.OpenAsync();

        var register = scope.ServiceProvider.GetRequiredService<IPatientRegister>();

        Assert.Single((await register.FindCandidates(Nothing with { Mrns = ["A1"] }, CancellationToken.None)).Patients);
        Assert.Single(await register.NamedIn([new("elena", "rossi")], CancellationToken.None));
        Assert.Equal(1, (await register.State(CancellationToken.None)).PatientCount);
        open.Complete();
    }

    [Fact]
    public async Task Of_thousands_of_pairs_those_that_are_registered_are_all_found()
    {
        await clinic.In(async (IntakeDb db) =>
        {
            for (var i = 0; i < 3000; i++)
            {
                WritePatient.New(db, Guid.CreateVersion7(), $"B{i}", Person($"First{Letters(i % 50)}", $"Last{Letters(i)}", "1960-01-02"), new PatientStamp(clinic.Clock.GetUtcNow(), null, "import"));
            }

            await db.SaveChangesAsync();
        });
        NamePair[] pairs = [.. Enumerable.Range(0, 6000).Select(i => new NamePair($"first{Letters(i % 50).ToLowerInvariant()}", $"last{Letters(i).ToLowerInvariant()}"))];

        var named = await Named(pairs);

        Assert.Equal(3000, named.Count);
    }

    private static string Letters(int number) => string.Concat(number.ToString("0000", System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));

    private Task<CandidateSet> Ask(MatchQuery query) => clinic.In((IPatientRegister register) => register.FindCandidates(query, CancellationToken.None));

    private async Task<IReadOnlyList<Guid>> Candidates(MatchQuery query) => [.. (await Ask(query)).Patients.Select(person => person.PatientId)];

    private Task<IReadOnlyList<NamedPerson>> Named(params NamePair[] pairs) => clinic.In((IPatientRegister register) => register.NamedIn(pairs, CancellationToken.None));

    private Task<RegisterState> State() => clinic.In((IPatientRegister register) => register.State(CancellationToken.None));
}
