import { testPlanted } from './catalogue.ts'
import { chosenBugs, plantedBugs } from './planted-runs.ts'

testPlanted(plantedBugs.filter((bug) => !chosenBugs.includes(bug)))
